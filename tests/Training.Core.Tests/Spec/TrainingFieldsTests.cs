using Xunit;

namespace Training.Core.Tests.Spec;

public class TrainingFieldsTests
{
    [Fact]
    public void Every_field_is_complete_and_its_default_obeys_its_own_rule()
    {
        Assert.Equal(TrainingFields.All.Count, TrainingFields.All.Select(field => field.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(TrainingFields.All, field =>
        {
            Assert.NotEmpty(field.Title);
            Assert.EndsWith(".", field.Help, StringComparison.Ordinal);
            Assert.Equal(field.Type is "float" or "int", field is { Low: not null, High: not null });
            Assert.Equal(field.Type == "choice", field.Choices is { Count: > 0 });
            Assert.Empty(TrainingFields.Check(new Dictionary<string, object>(StringComparer.Ordinal) { [field.Name] = field.Default }));
        });
    }

    [Fact]
    public void Every_suggested_search_range_may_be_searched() =>
        Assert.All(TrainingFields.All.Where(field => field.SearchRange is not null), field =>
        {
            Assert.True(field.Searchable);
            TrainingFields.ValidateDimension(field.Name, field.SearchRange!.Low, field.SearchRange.High, field.LogScale);
        });

    [Fact]
    public void Every_condition_names_a_choice_and_its_values() =>
        Assert.All(TrainingFields.All.Where(field => field.When is not null), field =>
            Assert.Subset(TrainingFields.Get(field.When!.Field).Choices!.ToHashSet(), field.When.Values.ToHashSet<object>()));

    [Theory]
    [InlineData("mlp.width", "mlp")]
    [InlineData("cnn.channels", "cnn")]
    [InlineData("momentum", null)]
    [InlineData("learning_rate", null)]
    public void A_field_tells_its_model_family(string name, string? family) => Assert.Equal(family, TrainingFields.Get(name).WhenModel);

    public static TheoryData<string, double?, double?, bool, object[]?, string> WrongDimensions => new()
    {
        { "lr", 1e-4, 1e-1, true, null, "Did you mean 'learning_rate'?" },
        { "data", null, null, false, ["mnist"], "cannot be searched over. Give it one fixed value: one of 'digits', 'mnist', 'fashion-mnist'." },
        { "learning_rate", 0.0, 0.1, true, null, "a log range cannot begin at 0. Give a low above 0, such as 0.0001, or drop log." },
        { "learning_rate", 0.1, 0.1, false, null, "the range 0.1 to 0.1 is empty. Give a low below the high." },
        { "learning_rate", 0.1, 0.01, false, null, "the range 0.1 to 0.01 is empty" },
        { "learning_rate", double.NaN, 0.01, false, null, "is empty" },
        { "learning_rate", 1e-3, 100.0, true, null, "high is 100, but learning_rate takes a number from 1E-07 to 10. Move the range inside that." },
        { "batch_size", 0.0, 64.0, false, null, "low is 0, but batch_size takes a whole number from 1 to 65536" },
        { "batch_size", 16.5, 64.0, false, null, "low is 16.5, but batch_size takes a whole number" },
        { "batch_size", 16.0, null, false, null, "needs both low and high, or a list of choices" },
        { "optimizer", 0.0, 1.0, false, null, "is not a number and has no range. List the values to try, each one of 'adam', 'adamw', 'sgd'." },
        { "optimizer", null, null, false, ["adam", "lion"], "choice 2: 'lion' is not known. Use one of 'adam', 'adamw', 'sgd'." },
        { "batch_size", null, null, false, [32L, 64L, 32.0], "choice 3: 32 is listed twice. Remove one." },
        { "batch_size", null, null, false, [], "has an empty list of choices" },
        { "batch_size", 16.0, 64.0, false, [32L], "has a list of choices and a range. Give one of them." },
    };

    [Theory]
    [MemberData(nameof(WrongDimensions))]
    public void A_wrong_search_dimension_is_refused_with_the_remedy(string name, double? low, double? high, bool log, object[]? choices, string expected)
    {
        var refused = Assert.Throws<SpecException>(() => TrainingFields.ValidateDimension(name, low, high, log, choices));

        Assert.Equal(name, refused.Field);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Good_dimensions_pass()
    {
        TrainingFields.ValidateDimension("learning_rate", 1e-5, 1, log: true);
        TrainingFields.ValidateDimension("weight_decay", 0, 0.1);
        TrainingFields.ValidateDimension("batch_size", null, null, choices: [16L, 32L, 64.0]);
        TrainingFields.ValidateDimension("model", null, null, choices: ["mlp", "cnn"]);
        TrainingFields.ValidateDimension("nesterov", null, null, choices: [true, false]);
        TrainingFields.ValidateDimension("mlp.widths", null, null, choices: ["512,256", "128"]);
    }
}
