using Platform.Cli.Local;
using Spectre.Console;

namespace Platform.Cli;

/// <summary>What commands write to: results to standard output, everything else to standard error.</summary>
public sealed class CliHost
{
    private const int WidthWithoutTerminal = 1000;

    private readonly Func<string, string?> _variable;

    /// <param name="variable">Answers an environment variable's value or null.</param>
    public CliHost(TextWriter output, TextWriter error, Func<string, string?> variable)
    {
        _variable = variable;
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

    /// <summary>Where this clone's platform keeps its things.</summary>
    /// <exception cref="CliException">A variable's value is wrong.</exception>
    public PlatformEnvironment ReadEnvironment() => PlatformEnvironment.Read(_variable, Repository.FindRoot(), Directory.GetCurrentDirectory());

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
