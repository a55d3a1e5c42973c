# CMake's toolchain file of the release. TARGET is an archive's name for it, like linux_arm64; TOOLS the folder that
# toolchain.sh prints, PREFIX the dependencies' (dependencies.sh).
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TARGET TOOLS PREFIX)

if(TARGET MATCHES "windows")
  set(CMAKE_SYSTEM_NAME Windows)
  set(CMAKE_RC_COMPILER ${TOOLS}/milvus-l7-rc)
else()
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
endif()
if(TARGET MATCHES "arm64")
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
else()
  set(CMAKE_SYSTEM_PROCESSOR x86_64)
endif()

set(CMAKE_C_COMPILER ${TOOLS}/milvus-l7-cc)
set(CMAKE_CXX_COMPILER ${TOOLS}/milvus-l7-c++)
set(CMAKE_AR ${TOOLS}/milvus-l7-ar)
set(CMAKE_RANLIB ${TOOLS}/milvus-l7-ranlib)
foreach(language C CXX)
  set(CMAKE_${language}_COMPILER_AR ${TOOLS}/milvus-l7-ar)
  set(CMAKE_${language}_COMPILER_RANLIB ${TOOLS}/milvus-l7-ranlib)
  set(CMAKE_${language}_STANDARD_INCLUDE_DIRECTORIES ${PREFIX}/include)
endforeach()

# Nothing of the machine that builds.
set(CMAKE_FIND_ROOT_PATH ${PREFIX})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
