using Platform.Core.LoggedModels;
using Xunit;

namespace Platform.Core.Tests.LoggedModels;

public sealed class LoggedModelDeciderTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CreateLoggedModel Create => new("m-1", "0", "net", "mlflow-artifacts:/0/models/m-1/artifacts") { At = At };

    private static LoggedModel After(params LoggedModelCommand[] commands) => commands.Aggregate((LoggedModel?)null, Apply)!;

    private static LoggedModel? Apply(LoggedModel? model, LoggedModelCommand command) => LoggedModelDecider.Decide(model, command).Aggregate(model, LoggedModel.Evolve);

    [Fact]
    public void A_parameter_never_changes()
    {
        var model = After(Create, new LogModelParams(new Dictionary<string, string> { ["a"] = "1" }) { At = At });
        Assert.Empty(LoggedModelDecider.Decide(model, new LogModelParams(new Dictionary<string, string> { ["a"] = "1" }) { At = At }));
        Assert.Contains("'1'", Assert.Throws<RuleViolation>(() => Apply(model, new LogModelParams(new Dictionary<string, string> { ["a"] = "2" }) { At = At })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_happened_already_is_no_event()
    {
        LoggedModelCommand[] commands =
        [
            new FinalizeLoggedModel(LoggedModelStatus.Ready) { At = At }, new SetModelTags(new Dictionary<string, string?> { ["t"] = "1", ["none"] = null }) { At = At },
            new NameModelOutput("r", 3) { At = At }, new NameModelInput("r") { At = At }, new StoreModelFile("a", "d", 1) { At = At }, new NameModelVersion("reader", 1) { At = At },
        ];
        var model = After([Create, .. commands]);
        Assert.All(commands, command => Assert.Empty(LoggedModelDecider.Decide(model, command)));
        Assert.Empty(LoggedModelDecider.Decide(model, new RemoveModelFile("other") { At = At }));
    }

    [Fact]
    public void A_deleted_model_takes_nothing_and_is_deleted_once()
    {
        var model = After(Create, new DeleteLoggedModel { At = At });
        Assert.Empty(LoggedModelDecider.Decide(model, new DeleteLoggedModel { At = At }));
        Assert.Throws<RuleViolation>(() => Apply(model, new StoreModelFile("a", "d", 1) { At = At }));
        Assert.Throws<RuleViolation>(() => Apply(null, new DeleteLoggedModel { At = At }));
        Assert.Throws<RuleViolation>(() => Apply(model, Create));
    }
}
