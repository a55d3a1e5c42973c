# CMake's toolchain file of the release. RELEASE_TARGET is an archive's name for it, like linux_arm64; RELEASE_TOOLS the
# folder that toolchain.sh prints, RELEASE_PREFIX the dependencies' (dependencies.sh).
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES RELEASE_TARGET RELEASE_TOOLS RELEASE_PREFIX)

if(RELEASE_TARGET MATCHES "windows")
  set(CMAKE_SYSTEM_NAME Windows)
  set(CMAKE_RC_COMPILER ${RELEASE_TOOLS}/milvus-l7-rc)
else()
  set(CMAKE_SYSTEM_NAME Linux)
  # Zig's words for -static-pie.
  set(CMAKE_EXE_LINKER_FLAGS_INIT "-static -pie")
endif()
if(RELEASE_TARGET MATCHES "arm64")
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
else()
  set(CMAKE_SYSTEM_PROCESSOR x86_64)
endif()

set(CMAKE_C_COMPILER ${RELEASE_TOOLS}/milvus-l7-cc)
set(CMAKE_CXX_COMPILER ${RELEASE_TOOLS}/milvus-l7-c++)
set(CMAKE_AR ${RELEASE_TOOLS}/milvus-l7-ar)
set(CMAKE_RANLIB ${RELEASE_TOOLS}/milvus-l7-ranlib)
foreach(language C CXX)
  # For CMake's own trials, too: Zig builds libc++ once for each level that it is asked for.
  set(CMAKE_${language}_FLAGS_INIT -O2)
  set(CMAKE_${language}_COMPILER_AR ${RELEASE_TOOLS}/milvus-l7-ar)
  set(CMAKE_${language}_COMPILER_RANLIB ${RELEASE_TOOLS}/milvus-l7-ranlib)
  set(CMAKE_${language}_STANDARD_INCLUDE_DIRECTORIES ${RELEASE_PREFIX}/include)
endforeach()

# Nothing of the machine that builds.
set(CMAKE_FIND_ROOT_PATH ${RELEASE_PREFIX})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
