# DuckDB's C API as the imported target `duckdb`: a system package first, else header and library from npm (docs/architecture.md).
# Also sets RUSHHOUR_NODE_MODULES, where everything of npm-packages.txt stands.

execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/npm-fetch.sh OUTPUT_VARIABLE RUSHHOUR_NODE_MODULES OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)

find_package(DuckDB QUIET)
if(DuckDB_FOUND)
  add_library(duckdb INTERFACE)
  target_link_libraries(duckdb INTERFACE ${DuckDB_LIBRARIES})
  target_include_directories(duckdb SYSTEM INTERFACE ${DuckDB_INCLUDE_DIRS})
else()
  set(bindings ${RUSHHOUR_NODE_MODULES}/@duckdb/node-bindings-linux-x64)
  add_library(duckdb SHARED IMPORTED GLOBAL)
  set_target_properties(duckdb PROPERTIES IMPORTED_LOCATION ${bindings}/libduckdb.so IMPORTED_SONAME libduckdb.so)
  # The header's folder holds the whole of DuckDB's C++ side; only duckdb.h is copied out, so nothing else can be included by accident.
  file(COPY ${RUSHHOUR_NODE_MODULES}/duckdb/src/duckdb/src/include/duckdb.h DESTINATION ${CMAKE_BINARY_DIR}/duckdb)
  target_include_directories(duckdb SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/duckdb)
  install(FILES ${bindings}/libduckdb.so DESTINATION bin)
  install(FILES ${bindings}/LICENSE DESTINATION share/doc/rushhour RENAME LICENSE.duckdb)
endif()
