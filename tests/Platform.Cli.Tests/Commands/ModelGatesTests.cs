using Platform.Cli.Tests.Support;
using Platform.Core.Registry;

namespace Platform.Cli.Tests.Commands;

/// <summary>model gates, check and rollback, and run compare, against a running web server.</summary>
public class ModelGatesTests(WebPlatform platform) : IClassFixture<WebPlatform>
{
    [Fact]
    public async Task Gates_are_set_shown_and_ended_and_refuse_a_version_gate_by_gate()
    {
        await RegisterAsync("gated", "gates234", 0.9, 0.8);
        var none = await platform.RunAsync("model", "gates", "gated");
        var wrong = await platform.RunAsync("model", "gates", "gated", "--gate", "accuracy is good");
        var both = await platform.RunAsync("model", "gates", "gated", "--gate", "test_accuracy >= 0.85", "--none");
        var set = await platform.RunAsync("model", "gates", "gated", "--gate", "test_accuracy >= 0.85", "--gate", "test_accuracy worsens <= 0.2", "--why", "customers");
        var shown = await platform.RunAsync("model", "gates", "gated");
        var check = await platform.RunAsync("model", "check", "gated", "2");
        var checkJson = await platform.RunAsync("model", "check", "gated", "2", "--json");
        var held = await platform.RunAsync("model", "check", "gated", "1");
        var refused = await platform.RunAsync("model", "alias", "gated", "champion", "2");
        var overridden = await platform.RunAsync("model", "alias", "gated", "champion", "2", "--override", "a demonstration");
        var off = await platform.RunAsync("model", "gates", "gated", "--none");

        Assert.Equal(
            (ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Usage, ExitCodes.Ok, ExitCodes.Ok), (none.ExitCode, wrong.ExitCode, both.ExitCode, set.ExitCode, shown.ExitCode));
        Assert.Equal((ExitCodes.Failed, ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Ok, ExitCodes.Ok), (check.ExitCode, held.ExitCode, refused.ExitCode, overridden.ExitCode, off.ExitCode));
        Assert.Equal(ExitCodes.Failed, checkJson.ExitCode);
        Assert.False(System.Text.Json.JsonElement.Parse(checkJson.Output).GetProperty("passed").GetBoolean());
        Assert.Contains("gated has no gates.", none.Output, StringComparison.Ordinal);
        Assert.Contains("'accuracy is good' is no gate; write 'test_accuracy >= 0.97'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("Give gates, or --none, not both.", both.Error, StringComparison.Ordinal);
        Assert.Contains("Before champion of gated moves to a version:", set.Output, StringComparison.Ordinal);
        Assert.Contains("  test_accuracy worsens <= 0.2", shown.Output, StringComparison.Ordinal);
        Assert.Contains("test_accuracy at least 0.85", check.Output, StringComparison.Ordinal);
        Assert.Contains("Gates not passed; the alias has not moved", refused.Error, StringComparison.Ordinal);
        Assert.Contains("gated has no gates.", off.Output, StringComparison.Ordinal);
        var model = await platform.Commands.LoadModelAsync("gated");
        Assert.Equal((2, "a demonstration"), (model.Aliases[ModelAlias.Champion], model.LastEvaluation!.Override));
    }

    [Fact]
    public async Task An_alias_goes_back_to_the_version_before_and_forward_again()
    {
        await RegisterAsync("rolled", "rbacks34", 0.8, 0.9);
        await platform.RunAsync("model", "alias", "rolled", "champion", "2");
        var back = await platform.RunAsync("model", "rollback", "rolled", "champion", "--why", "it was slow");
        var further = await platform.RunAsync("model", "rollback", "rolled", "champion");
        var undone = await platform.RunAsync("model", "rollback", "rolled", "champion", "--undo");
        var again = await platform.RunAsync("model", "rollback", "rolled", "champion", "--undo");
        var unknown = await platform.RunAsync("model", "rollback", "nothing", "champion");

        Assert.Equal((ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Ok, ExitCodes.Failed, ExitCodes.Failed), (back.ExitCode, further.ExitCode, undone.ExitCode, again.ExitCode, unknown.ExitCode));
        Assert.Contains("champion of rolled points to version 1, was 2.", back.Output, StringComparison.Ordinal);
        Assert.Contains("has no earlier version to go back to", further.Error, StringComparison.Ordinal);
        Assert.Contains("champion of rolled points to version 2, was 1.", undone.Output, StringComparison.Ordinal);
        Assert.Contains("no rollback of the alias 'champion' to undo", again.Error, StringComparison.Ordinal);
        Assert.Contains("no model 'nothing'", unknown.Error, StringComparison.Ordinal);
        Assert.Equal("it was slow", (await platform.Journal.ReadStreamAsync("model-rolled")).Select(e => e.Data).OfType<AliasMoved>().First(moved => moved.Return == AliasReturn.RolledBack).Why);
    }

    [Fact]
    public async Task A_dozen_runs_are_compared_in_tables_of_ten()
    {
        await MeasuredRuns.SweepAsync(platform, "dozen234", trials: 12);
        var ids = new List<string>();
        for (var number = 1; number <= 12; number++)
            ids.Add((await MeasuredRuns.TrialAsync(platform, "dozen234", number, 0.5 + (0.01 * number))).Id);
        var compared = await platform.RunAsync(["run", "compare", .. ids]);
        var tooFew = await platform.RunAsync("run", "compare", ids[0]);

        Assert.Equal(ExitCodes.Ok, compared.ExitCode);
        Assert.Equal(2, compared.Output.Split('\n').Count(line => line.Contains("test_accuracy", StringComparison.Ordinal)));
        Assert.Contains("0.62 *", compared.Output, StringComparison.Ordinal);
        Assert.All(ids, id => Assert.Contains(id, compared.Output, StringComparison.Ordinal));
        Assert.NotEqual(ExitCodes.Ok, tooFew.ExitCode);
    }

    // A model whose champion is the first of two versions.
    private async Task RegisterAsync(string model, string sweep, double first, double second)
    {
        await MeasuredRuns.SweepAsync(platform, sweep, trials: 2);
        await MeasuredRuns.PromoteAsync(platform, model, await MeasuredRuns.TrialAsync(platform, sweep, 1, first), ModelAlias.Champion);
        await MeasuredRuns.PromoteAsync(platform, model, await MeasuredRuns.TrialAsync(platform, sweep, 2, second), null);
    }
}
