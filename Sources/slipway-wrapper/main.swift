import SlipwaySupervise

WrapperProgram.main(Array(CommandLine.arguments.dropFirst()))
