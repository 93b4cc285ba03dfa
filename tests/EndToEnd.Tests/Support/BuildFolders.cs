namespace EndToEnd.Tests.Support;

/// <summary>Where the repository and its built programs lie, seen from this test's own build folder.</summary>
internal static class BuildFolders
{
    public static string Repository { get; } = FindRepository();

    // …/tests/EndToEnd.Tests/bin/<configuration>/<framework>/
    private static string Framework => Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    private static string Configuration => Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;

    public static string Program(string project) => Path.Combine(Repository, project, "bin", Configuration, Framework, $"{project}.dll");

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not lie inside the repository: no folder above them holds Platform.sln.");
    }
}
