namespace Platform.Cli.Local;

/// <summary>Finds the repository's folder and the programs built in it, starting from where this program itself lies.</summary>
public static class Repository
{
    /// <summary>The nearest folder above this program that holds Platform.sln.</summary>
    /// <exception cref="CliException">There is none: the program was moved out of its repository.</exception>
    public static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
                return folder.FullName;
        throw new CliException($"No Platform.sln lies above {AppContext.BaseDirectory}; run the command line from a clone, through ./run.sh.");
    }

    /// <summary>The configuration that this program was built with.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent?.Name ?? "Release";

    /// <summary>The assembly of another project, built with the same configuration as this one.</summary>
    /// <exception cref="CliException">It was not built.</exception>
    public static string Program(string root, string project)
    {
        var file = Path.Combine(root, project, "bin", Configuration, "net10.0", project + ".dll");
        if (!File.Exists(file)) throw new CliException($"{file} is missing; ./run.sh builds it.");
        return file;
    }
}
