# Fails when a file of the pure core includes anything but the rooms it may use and those parts of the standard library
# that do no I/O. SOURCES are its files, MAY_USE the rooms.
set(standard algorithm array bit cctype charconv chrono cmath compare cstddef cstdint functional initializer_list iterator
  limits map memory numeric optional set span sstream stdexcept string string_view tuple utility variant vector)
string(REPLACE ";" "|" standard "${standard}")
string(REPLACE ";" "|" rooms "${MAY_USE}")
foreach(source IN LISTS SOURCES)
  file(STRINGS ${source} includes REGEX "^[ \t]*#[ \t]*include")
  foreach(include IN LISTS includes)
    if(NOT include MATCHES "include <(${standard})>" AND NOT include MATCHES "include \"(${rooms})/")
      message(FATAL_ERROR "${source} may not have this: ${include}\n"
        "The room is pure: it uses ${MAY_USE} and the standard library without I/O. Move what reads, writes, parses or "
        "talks to another folder of src (see ARCHITECTURE.md).")
    endif()
  endforeach()
endforeach()
