namespace Platform.Core.Tests;

/// <summary>Where the sources lie that these tests belong to.</summary>
internal static class SourceTree
{
    /// <summary>The repository's root: the folder above the built tests that holds Platform.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "Platform.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("These tests read the sources; run them from their build output inside the repository.");
    }
}
