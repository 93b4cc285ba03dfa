using Search.Tests.Support;
using Xunit.Runner.InProc.SystemConsole;

namespace Search.Tests;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var lines = args switch
        {
            [OtherProcess.Command, var sampler] => Some.ProposalLines(sampler),
            [OtherProcess.VerdictsCommand, var pruner] => SomeCurves.VerdictLines(pruner),
            _ => null,
        };
        if (lines is null)
            return await ConsoleRunner.Run(args);
        foreach (var line in lines)
            await Console.Out.WriteLineAsync(line);
        return 0;
    }
}
