namespace Platform.Core.Tests.Architecture;

/// <summary>The product's own C# and Razor files.</summary>
internal static class ProductSources
{
    public static readonly string[] Projects = ["Search", "Training.Core", "Platform.Core", "Platform.Silo", "Platform.Web", "Platform.Cli", "Platform.Client"];

    public static IEnumerable<string> Files(string project)
    {
        var root = Path.Combine(SourceTree.Root, project);
        return Directory.EnumerateFiles(root, "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Where(file => !Path.GetRelativePath(root, file).Split('/').Any(part => part is "bin" or "obj" or "node_modules"));
    }
}
