using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Tests.Data.Tables;
using Xunit;

namespace Training.Core.Tests.Training;

/// <summary>The test measures by the values of a column.</summary>
public sealed class GroupTests : IDisposable
{
    // The class follows x, except in group c, where it is its opposite.
    private readonly TableFolder _folder = new("task: classification\ntrain: rows.csv\ntarget: y\ntest_rows: 300\n", ("rows.csv", Rows()));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_model_that_is_wrong_for_one_group_shows_there_and_the_groups_add_up_to_the_whole()
    {
        using var folder = new TemporaryFolder();
        var spec = Spec(("test.groups", "group, other"));
        using var session = TrainingSession.Start(spec, _folder.Open(), Some.OneThread);
        Some.RunToEnd(session, spec);
        var result = session.EvaluateTest();
        var saved = session.SaveCheckpoint(folder.Path);

        Assert.Equal(["a", "b", "c", "(missing)"], result.Groups.Where(group => group.Column == "group").Select(group => group.Value));
        foreach (var column in result.Groups.GroupBy(group => group.Column))
        {
            Assert.Equal(300, column.Sum(group => group.Samples));
            Assert.Equal(result.Metrics["test_accuracy"], column.Sum(group => group.Samples * group.Metrics["accuracy"]) / 300, 1e-12);
            Assert.Equal(result.Metrics["test_loss"], column.Sum(group => group.Samples * group.Metrics["loss"]) / 300, 1e-6);
        }

        var groups = result.Groups.Where(group => group.Column == "group").ToDictionary(group => group.Value, group => group.Metrics);
        Assert.InRange(groups["a"]["roc_auc"], 0.95, 1);
        Assert.InRange(groups["c"]["accuracy"], 0, 0.2);
        using var model = TrainedModel.Load(saved.File, saved.Digest);
        Assert.Equal(result.Groups.Select(group => group.Metrics), model.EvaluateTest(_folder.Open()).Groups.Select(group => group.Metrics));
    }

    [Fact]
    public void Rates_of_the_second_class_are_those_of_the_counts()
    {
        var spec = Spec(("test.groups", "group"), ("model", "linear"));
        using var session = TrainingSession.Start(spec, _folder.Open(), Some.OneThread);
        session.RunEpoch(CancellationToken.None);
        var result = session.EvaluateTest();

        double Sum(Func<GroupMeasures, double> of) => result.Groups.Sum(of);
        var confusion = result.Confusion!;
        Assert.Equal(confusion[0, 1] + confusion[1, 1], Sum(group => group.Metrics["selection_rate"] * group.Samples), 1e-6);
        Assert.All(result.Groups, group => Assert.Equal((group.Metrics["true_positive_rate"] + 1 - group.Metrics["false_positive_rate"]) / 2, group.Metrics["balanced_accuracy"], 1e-12));
    }

    [Theory]
    [InlineData("x", "'x' is no category of 'houses'. Use one of: group, other, y")]
    [InlineData("nothing", "'nothing' is no column of 'houses'")]
    public void A_column_that_is_no_category_is_refused_before_training(string column, string message)
    {
        var error = Assert.Throws<SpecException>(() => TrainingSession.Start(Spec(("test.groups", column)), _folder.Open(), Some.OneThread));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_have_no_columns_to_group_by() =>
        Assert.Contains("is no table", Assert.Throws<SpecException>(() => Some.Session(Some.Spec(("test.groups", "sex")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Beyond_twenty_values_the_rare_ones_are_counted_together()
    {
        var levels = Enumerable.Range(0, 30).Select(i => $"v{i:00}").ToArray();
        var codes = Enumerable.Range(0, 30).SelectMany(code => Enumerable.Repeat(code, code + 1)).Append(-1).ToArray();

        var groups = RowGroups.Of(levels, codes);

        Assert.Equal([.. levels[10..], "(missing)", "(other)"], groups.Names);
        Assert.Equal(Enumerable.Range(0, 10).Sum(code => code + 1), groups.Codes.Count(code => code == 21));
        Assert.Equal(1, groups.Codes.Count(code => code == 20)); // one row without a value, rare as it is
        Assert.Equal(levels[..20], RowGroups.Of(levels[..20], [.. Enumerable.Range(0, 20)]).Names);
    }

    [Fact]
    public void Groups_and_attacks_do_not_change_an_old_specs_hash() =>
        Assert.Equal(Spec().SpecHash, Spec(("test.groups", ""), ("test.attacks", " ")).SpecHash);

    private static TrainingSpec Spec(params (string Field, object Value)[] fields)
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = TableFolder.Name, ["model"] = "linear", ["learning_rate"] = 0.05, ["epochs"] = 5, ["batch_size"] = 50, ["seed"] = 5 };
        foreach (var (field, value) in fields)
            all[field] = value;
        return TrainingSpec.Parse(all);
    }

    private static string Rows()
    {
        var rows = Enumerable.Range(0, 1200).Select(i =>
        {
            var random = CounterRandom.For(3, 1).Child(i);
            var x = random.Uniform(0) - 0.5;
            var group = random.Below(1, 100) switch { < 60 => "a", < 85 => "b", < 95 => "c", _ => "" };
            var label = x > 0 == (group != "c") ? "yes" : "no";
            return FormattableString.Invariant($"{x},{group},{(i % 2 == 0 ? "even" : "odd")},{label}");
        });
        return "x,group,other,y\n" + string.Join('\n', rows) + "\n";
    }
}
