using System.Text.Json;

namespace Platform.Cli.Tests.Commands;

public class SearchCommandsTests
{
    [Fact]
    public async Task Samplers_and_pruners_are_listed_as_json()
    {
        var run = await CliRun.Of("search", "list", "--json");

        var names = JsonElement.Parse(run.Output).GetProperty("samplers").EnumerateArray().Select(entry => entry.GetProperty("name").GetString());
        Assert.Contains("tpe", names);
        Assert.Equal(ExitCodes.Ok, run.ExitCode);
    }

    [Theory]
    [InlineData("""{"lr": {"type": "float", "low": 0, "high": 1, "log": true}}""", "lr.low")]
    [InlineData("""{"lr": """, "is not JSON")]
    public async Task A_wrong_space_is_refused_with_its_place(string space, string expected)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("space.json"), space, TestContext.Current.CancellationToken);

        var run = await CliRun.Of("search", "ask-tell", "--space", folder.Combine("space.json"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x,value\n0.5,0.25\nhalf,1", "old.csv, row 2, x: 'half' is not a number")]
    [InlineData("y,value\n0.5,0.25", "old.csv, header: names no parameter of the space (x)")]
    public async Task A_wrong_table_of_earlier_results_is_refused_with_its_place(string table, string expected)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("space.json"), """{"x": {"type": "float", "low": 0, "high": 1}}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Combine("old.csv"), table, TestContext.Current.CancellationToken);

        var run = await CliRun.Of("search", "ask-tell", "--space", folder.Combine("space.json"), "--past", folder.Combine("old.csv"));

        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_option_without_a_value_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Combine("space.json"), """{"x": {"type": "float", "low": 0, "high": 1}}""", TestContext.Current.CancellationToken);

        var run = await CliRun.Of("search", "ask-tell", "--space", folder.Combine("space.json"), "--option", "startup_trials");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("startup_trials", run.Error, StringComparison.Ordinal);
    }
}
