/// The generated text of the built-in kinds; the files beside this one hold it.
enum SchemaText {}
