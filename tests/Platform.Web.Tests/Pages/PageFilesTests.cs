using System.Text.RegularExpressions;
using Platform.Web.Components;
using Xunit;

namespace Platform.Web.Tests.Pages;

/// <summary>House rules that the files of the pages keep.</summary>
public sealed partial class PageFilesTests
{
    private const int MostLines = 130;

    internal static readonly string Web = FindWeb();

    private static IEnumerable<string> Razor => Directory.EnumerateFiles(Web, "*.razor", SearchOption.AllDirectories).Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal));

    [Fact]
    public void Markup_files_stay_short() =>
        Assert.All(Razor, f => Assert.True(File.ReadLines(f).Count() <= MostLines, $"{Path.GetFileName(f)} has more than {MostLines} lines."));

    [Fact]
    public void Every_icon_that_is_used_exists()
    {
        var used = Razor.SelectMany(f => IconName().Matches(File.ReadAllText(f)).Select(m => m.Groups["name"].Value)).Where(n => !n.StartsWith('@')).Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, name => Assert.NotEmpty(Icons.PathOf(name)));
    }

    [Fact]
    public void Pages_load_nothing_from_elsewhere()
    {
        var files = Razor.Concat(Directory.EnumerateFiles(Path.Combine(Web, "wwwroot"), "*.*", SearchOption.AllDirectories).Where(f => !f.Contains("/lib/", StringComparison.Ordinal)));
        Assert.All(files, f => Assert.DoesNotMatch(Elsewhere(), File.ReadAllText(f)));
    }

    [Fact]
    public void No_inline_script_that_the_security_policy_would_block() =>
        Assert.All(Razor, f => Assert.DoesNotMatch(InlineHandler(), File.ReadAllText(f)));

    private static string FindWeb()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
                return Path.Combine(folder.FullName, "Platform.Web");
        }
        throw new InvalidOperationException("The tests do not lie inside the repository: no folder above them holds Platform.sln.");
    }

    [GeneratedRegex("<Icon Name=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IconName();

    [GeneratedRegex("(src|href|url\\()=?[\"']?https?://", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("\\son[a-z]+=\"(?!@)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InlineHandler();
}
