# What makes a defect end a program instead of handing it over, in all that is optimised: by presets and by the release's
# toolchain (scripts/release) alike. Each flag goes where the compiler takes it. Sanitizers see more, and do not get along
# with some of these. tests/lint/hardening_test.py reads the programs that come out.
set(MILVUS_L7_STATIC_OPTION -static)
if(NOT CMAKE_SYSTEM_NAME STREQUAL "Linux" OR MILVUS_L7_SANITIZE OR NOT CMAKE_BUILD_TYPE MATCHES "Rel")
  return()
endif()

include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)
foreach(flag -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
  string(MAKE_C_IDENTIFIER "TAKES${flag}" known)
  set(CMAKE_REQUIRED_FLAGS -Werror)
  check_cxx_compiler_flag(${flag} ${known})
  unset(CMAKE_REQUIRED_FLAGS)
  if(${known})
    add_compile_options(${flag})
  endif()
endforeach()
# All libraries here are parts of programs. Some compilers define the second by themselves, at another level.
add_compile_options(-fPIE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
# libstdc++'s. Zig chooses libc++'s by itself.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_link_options(-Wl,-z,relro -Wl,-z,now)

# A static program, too, at an address that differs from run to run. The release's toolchain asks for that by itself.
if(CMAKE_EXE_LINKER_FLAGS MATCHES "-static")
  return()
endif()
set(CMAKE_REQUIRED_FLAGS -fPIE)
set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie)
check_cxx_source_compiles("int main() {}" CAN_LINK_STATIC_PIE)
unset(CMAKE_REQUIRED_FLAGS)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
if(CAN_LINK_STATIC_PIE)
  set(MILVUS_L7_STATIC_OPTION -static-pie)
endif()
