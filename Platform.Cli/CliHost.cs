using Spectre.Console;

namespace Platform.Cli;

/// <summary>What commands write to: results to standard output, everything else to standard error.</summary>
public sealed class CliHost
{
    private const int WidthWithoutTerminal = 180;

    public CliHost(TextWriter output, TextWriter error)
    {
        Output = output;
        Error = error;
        Results = ConsoleOn(output, Console.IsOutputRedirected || output != Console.Out);
        Progress = ConsoleOn(error, Console.IsErrorRedirected || error != Console.Error);
    }

    public TextWriter Output { get; }

    public TextWriter Error { get; }

    /// <summary>Tables for standard output.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Live displays for standard error.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>A message to the user, on standard error.</summary>
    public void Say(string message) => Error.WriteLine(message);

    private static IAnsiConsole ConsoleOn(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected) console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
