using Search.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Search.Tests;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not [OtherProcess.Command, var sampler])
            return await ConsoleRunner.Run(args);
        foreach (var line in Some.ProposalLines(sampler))
            await Console.Out.WriteLineAsync(line);
        return 0;
    }
}
