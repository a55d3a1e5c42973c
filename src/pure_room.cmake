# Fails when a room of the pure core includes a library's header: it may use the standard library and the rooms below it only.
file(GLOB sources ${ROOM}/*.h ${ROOM}/*.cc ${ROOM}/gcp/* ${ROOM}/aws/*.h ${ROOM}/aws/*.cc)
foreach(source IN LISTS sources)
  file(STRINGS ${source} hits REGEX "#[ \t]*include[ \t]*[<\"](curl|rapidjson|yaml-cpp|openssl|CLI)/")
  if(hits)
    message(FATAL_ERROR "${source} includes a library: ${hits}\n"
      "model, milvus and cloud are pure; move the I/O or the parsing to another folder of src (see ARCHITECTURE.md).")
  endif()
endforeach()
