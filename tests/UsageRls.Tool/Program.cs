using System.CommandLine;
using UsageRls.Tool;

// The suite ends itself when it is interrupted, and its exit code is this one's: no time limit of the parser's own.
return await VerifyCommand.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
