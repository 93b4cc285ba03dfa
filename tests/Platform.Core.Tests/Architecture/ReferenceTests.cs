using System.Xml.Linq;
using Xunit;

namespace Platform.Core.Tests.Architecture;

/// <summary>Who may reference whom. Tests and benchmarks are free.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Search"] = [],
        ["Training.Core"] = [],
        ["Platform.Core"] = ["Search"],
        ["Platform.Silo"] = ["Platform.Client", "Platform.Core", "Search", "Training.Core"], // of the client it has the sampler of the machine
        ["Platform.Web"] = ["Platform.Core", "Search", "Training.Core"],
        ["Platform.Cli"] = ["Platform.Core", "Search", "Bench"], // works over REST; Core has import's readers and what journal verify looks at
        ["Platform.Client"] = [],
    };

    // What only some may use: the database and the scheduler are no business of the libraries, the web kit none of the silo's.
    private static readonly Dictionary<string, string[]> Reserved = new(StringComparer.Ordinal)
    {
        ["Npgsql"] = ["Platform.Core", "Platform.Silo", "Platform.Web"],
        ["Dapper"] = ["Platform.Core"],
        ["Microsoft.Data.Sqlite"] = ["Platform.Core"],
        ["Quartz"] = ["Platform.Silo"],
        ["Radzen.Blazor"] = ["Platform.Web"],
        ["Parquet.Net"] = ["Platform.Web"],
    };

    public static TheoryData<string> Projects() => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_whom_it_may(string project)
    {
        var file = XDocument.Load(Path.Combine(SourceTree.Root, project, project + ".csproj"));
        var projects = Includes(file, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        Assert.Empty(projects.Except(Allowed[project], StringComparer.Ordinal));
        var packages = Includes(file, "PackageReference").Where(package => Reserved.TryGetValue(package, out var users) && !users.Contains(project, StringComparer.Ordinal));
        Assert.Empty(packages);
    }

    [Fact]
    public void Every_product_project_is_known_here()
    {
        var projects = Directory.GetDirectories(SourceTree.Root).SelectMany(d => Directory.GetFiles(d, "*.csproj")).Select(f => Path.GetFileNameWithoutExtension(f)!);
        Assert.Equal(Allowed.Keys.Append("Bench").Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Search")]
    [InlineData("Training.Core")]
    public void The_libraries_do_not_name_the_platform(string project)
    {
        foreach (var file in ProductSources.Files(project))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain("using Platform.", text, StringComparison.Ordinal);
            Assert.DoesNotContain("using Npgsql", text, StringComparison.Ordinal);
            Assert.DoesNotContain(project == "Search" ? "using Training." : "using Search", text, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Includes(XDocument project, string item) => project.Descendants(item).Select(i => (string)i.Attribute("Include")!);
}
