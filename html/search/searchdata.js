var indexSectionsWithContent =
{
  0: "abcdefghijklmnoprstuvw",
  1: "bcdefhijklmnprstuv",
  2: "c",
  3: "bcdfhjlmnpstuv",
  4: "abcdefghijklmnoprstuvw",
  5: "abcdefghijklmnoprstvw",
  6: "bcdfirstuv",
  7: "abcdfhijlmopst",
  8: "abcdefhimnoprstvw",
  9: "o",
  10: "bcflrstvw",
  11: "c"
};

var indexSectionNames =
{
  0: "all",
  1: "classes",
  2: "namespaces",
  3: "files",
  4: "functions",
  5: "variables",
  6: "typedefs",
  7: "enums",
  8: "enumvalues",
  9: "related",
  10: "pages",
  11: "concepts"
};

var indexSectionLabels =
{
  0: "All",
  1: "Classes",
  2: "Namespaces",
  3: "Files",
  4: "Functions",
  5: "Variables",
  6: "Typedefs",
  7: "Enumerations",
  8: "Enumerator",
  9: "Friends",
  10: "Pages",
  11: "Concepts"
};

