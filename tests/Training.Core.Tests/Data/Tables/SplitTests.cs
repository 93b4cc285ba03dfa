using Training.Core.Data;
using Training.Core.Data.Tables;
using Training.Core.Torch;
using Xunit;

namespace Training.Core.Tests.Data.Tables;

public class SplitTests
{
    private static readonly Dataset Moons = DatasetCatalog.Open("moons", "nowhere");

    [Fact]
    public void The_default_is_the_split_of_before() =>
        Assert.Equal(Moons.Split(0.1, 7, 300).Validation, Split(("split_seed", 7), ("train_samples", 300)).Validation);

    [Fact]
    public void A_stratified_split_keeps_each_class_in_proportion()
    {
        var split = Split(("split.method", "stratified"), ("train_samples", 400), ("validation_fraction", 0.25));

        Assert.Equal((300, 100), (split.Train.Count, split.Validation.Count));
        Assert.Equal(50, split.Validation.Count(row => row % 2 == 0), 1.0); // the moons take turns
        Assert.Equal(150, split.Train.Count(row => row % 2 == 0), 1.0);
    }

    [Fact]
    public void A_split_by_time_validates_on_the_last_rows()
    {
        var split = Split(("split.method", "time"), ("validation_fraction", 0.25));

        Assert.Equal(Enumerable.Range(0, 1500), split.Train);
        Assert.Equal(Enumerable.Range(1500, 500), split.Validation);
    }

    [Theory]
    [InlineData("random")]
    [InlineData("stratified")]
    public void Folds_cover_every_row_once(string method)
    {
        var folds = Enumerable.Range(1, 7).Select(fold => Split(("split.method", method), ("split.folds", 7), ("split.fold", fold))).ToArray();

        Assert.Equal(Enumerable.Range(0, 2000), folds.SelectMany(fold => fold.Validation).Order());
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, 2000), fold.Train.Concat(fold.Validation).Order()));
    }

    [Fact]
    public void Folds_in_time_never_learn_from_the_future()
    {
        foreach (var fold in Enumerable.Range(1, 4))
        {
            var split = Split(("split.method", "time"), ("split.folds", 4), ("split.fold", fold));
            Assert.Equal(split.Train.Count, split.Validation[0]);
            Assert.Equal(400, split.Validation.Count);
        }
    }

    [Fact]
    public void A_split_that_does_not_fit_is_refused()
    {
        Assert.Contains("4 is more than split.folds", Refusal("moons", ("split.folds", 3), ("split.fold", 4)), StringComparison.Ordinal);
        Assert.Contains("'stratified' needs classes", Refusal("friedman", ("split.method", "stratified")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_by_time_needs_rows_oldest_first()
    {
        using var folder = Dated("test_rows: 10\n", day => 40 - day);
        var refusal = Assert.Throws<SpecException>(() => folder.Open().Prepare(Dated("time"), torch.CPU));

        Assert.Equal("split.method", refusal.Field);
        Assert.Contains("row 3, column sold: 2024-02-09 is before the row above it. Sort the rows oldest first", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<SpecException>(() => folder.Open().WithLabels(1, []).Prepare(Dated("time"), torch.CPU));
        Assert.Equal(30, folder.Open().Prepare(Dated("random"), torch.CPU).Split.Train.Count + folder.Open().Prepare(Dated("random"), torch.CPU).Split.Validation.Count);
    }

    [Fact]
    public void A_test_part_that_was_drawn_from_all_times_is_warned_of()
    {
        using var drawn = Dated("", day => day);
        using var last = Dated("test_rows: 10\n", day => day);
        string[] Health(TableFolder folder, string method)
        {
            using var session = TrainingSession.Start(Dated(method), folder.Open(), new TrainingOptions(Threads: 1));
            return [.. session.RunEpoch(CancellationToken.None).Health!.Warnings.Where(warning => warning.StartsWith("Leaking test: ", StringComparison.Ordinal))];
        }

        Assert.Contains(DatasetProfile.Of(drawn.Open()).Warnings!, warning => warning.StartsWith("The test rows are drawn at random from all times in column sold", StringComparison.Ordinal));
        Assert.DoesNotContain(DatasetProfile.Of(last.Open()).Warnings!, warning => warning.Contains("drawn at random", StringComparison.Ordinal));
        Assert.Contains("Give test_rows", Assert.Single(Health(drawn, "time")), StringComparison.Ordinal);
        Assert.Empty(Health(drawn, "random"));
        Assert.Empty(Health(last, "time"));
    }

    private static TableFolder Dated(string manifest, Func<int, int> day) => new(
        "task: regression\ntrain: rows.csv\ntarget: y\n" + manifest,
        ("rows.csv", "x,sold,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => FormattableString.Invariant($"{i},{new DateTime(2024, 1, 1).AddDays(day(i)):yyyy-MM-dd},{i * 2}\n")))));

    private static TrainingSpec Dated(string method) => TrainingSpec.Parse(
        new Dictionary<string, object>(StringComparer.Ordinal) { ["data"] = TableFolder.Name, ["model"] = "linear", ["split.method"] = method, ["epochs"] = 2 });

    private static string Refusal(string data, params (string, object)[] fields) =>
        Assert.Throws<SpecException>(() => DatasetCatalog.Open(data, "nowhere").Split(Spec(fields))).Message;

    private static DataSplit Split(params (string, object)[] fields) => Moons.Split(Spec(fields));

    private static DataSpec Spec((string Name, object Value)[] fields) =>
        TrainingSpec.Parse(fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal)).Data;
}
