namespace Platform.Cli.Local;

/// <summary>Where this clone's platform keeps its things, read once from the environment. All folders are absolute.</summary>
public sealed record PlatformEnvironment
{
    public const int DefaultPort = 8080;

    /// <summary>The repository's folder.</summary>
    public required string Root { get; init; }

    /// <summary>PLATFORM_HOME: the private cluster, checkpoints and logs.</summary>
    public required string Home { get; init; }

    /// <summary>Whether PLATFORM_HOME was set; when not, it is the clone's own.</summary>
    public required bool HomeIsChosen { get; init; }

    /// <summary>PLATFORM_DATA: the folder of data sets.</summary>
    public required string Data { get; init; }

    /// <summary>PLATFORM_PORT: the web server's port on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Whether PLATFORM_PORT was set; when not, a platform started for one command takes any free port.</summary>
    public required bool PortIsChosen { get; init; }

    /// <summary>ConnectionStrings__Platform, or null when a private cluster is to be used.</summary>
    public required string? ConnectionString { get; init; }

    public string Logs => Path.Combine(Home, "logs");

    /// <param name="variable">Answers an environment variable's value or null.</param>
    /// <param name="root">The repository's folder: the defaults lie in it.</param>
    /// <param name="current">What a relative path in a variable is relative to.</param>
    /// <exception cref="CliException">PLATFORM_PORT is not a port.</exception>
    public static PlatformEnvironment Read(Func<string, string?> variable, string root, string current)
    {
        var port = Text("PLATFORM_PORT");
        var number = DefaultPort;
        if (port is not null && (!int.TryParse(port, out number) || number is < 1 or > 65535))
            throw new CliException($"PLATFORM_PORT is '{port}', but a port is a whole number from 1 to 65535.", ExitCodes.Usage);

        return new()
        {
            Root = root,
            Home = Folder("PLATFORM_HOME", ".platform"),
            HomeIsChosen = Text("PLATFORM_HOME") is not null,
            Data = Folder("PLATFORM_DATA", "data"),
            Port = number,
            PortIsChosen = port is not null,
            ConnectionString = Text("ConnectionStrings__Platform"),
        };

        string? Text(string name) => variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

        string Folder(string name, string fallback) =>
            Text(name) is { } value ? Path.GetFullPath(value, current) : Path.Combine(root, fallback);
    }
}
