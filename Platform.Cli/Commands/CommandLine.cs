using System.CommandLine;
using System.CommandLine.Invocation;
using Platform.Cli.Api;

namespace Platform.Cli.Commands;

/// <summary>The whole command line: parses, runs, and turns failures into messages and exit codes.</summary>
public static class CommandLine
{
    private const int Interrupted = 130;

    /// <returns>One of <see cref="ExitCodes"/>, or 130 when the user stopped the command.</returns>
    public static async Task<int> RunAsync(string[] args, CliHost host, CancellationToken cancel)
    {
        var parsed = Build(host).Parse(args);
        if (parsed.Action is ParseErrorAction error) error.ShowHelp = false;
        var configuration = new InvocationConfiguration
        {
            // What is said about a wrong command line is no result.
            Output = parsed.Errors.Count == 0 ? host.Output : host.Error,
            Error = host.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            var exitCode = await parsed.InvokeAsync(configuration, cancel);
            if (parsed.Errors.Count == 0) return exitCode;
            host.Say("See --help.");
            return ExitCodes.Usage;
        }
        catch (ApiException e)
        {
            host.Say($"error: {e.Message}");
            return ExitCodes.Failed;
        }
        catch (CliException e)
        {
            host.Say($"error: {e.Message}");
            return e.ExitCode;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception e)
        {
            // A full disk, a file of the platform's own that is damaged: whatever it is, a script gets an exit code and a person a sentence.
            host.Say($"error: {e.Message} ({e.GetType().Name})");
            return e is IOException or UnauthorizedAccessException ? ExitCodes.Unreachable : ExitCodes.Failed;
        }
    }

    private static RootCommand Build(CliHost host)
    {
        var root = new RootCommand("Event-sourced experiment tracking and AutoML. Without arguments ./run.sh runs the platform (the command 'up').")
        {
            UpCommand.Create(host),
            SweepCommands.Create(host),
            TrialCommands.Create(host),
            RunCommands.Create(host),
            ModelCommands.Create(host),
            ImportCommands.Create(host),
            ExportCommands.Create(host),
            DataCommands.Create(host),
            SearchCommands.Create(host),
            BenchCommand.Create(host),
            DatabaseCommand.Create(host),
            JournalCommands.Create(host),
        };
        root.Options.Add(CommonOptions.Url);
        return root;
    }
}
