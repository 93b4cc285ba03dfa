using Training.Core.Data;
using Training.Core.Data.Tables;
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

    private static string Refusal(string data, params (string, object)[] fields) =>
        Assert.Throws<SpecException>(() => DatasetCatalog.Open(data, "nowhere").Split(Spec(fields))).Message;

    private static DataSplit Split(params (string, object)[] fields) => Moons.Split(Spec(fields));

    private static DataSpec Spec((string Name, object Value)[] fields) =>
        TrainingSpec.Parse(fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal)).Data;
}
