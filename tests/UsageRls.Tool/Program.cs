using System.CommandLine;
using UsageRls.Tool;

// No time limit after an interrupt: the suite ends by itself when it is interrupted, and the tool returns the suite's exit code.
return await VerifyCommand.Root().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
