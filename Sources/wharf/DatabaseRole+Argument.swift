public import ArgumentParser
public import WharfService

extension DatabaseRole: ExpressibleByArgument {}
