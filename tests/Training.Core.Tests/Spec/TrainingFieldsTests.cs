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
            Assert.True(field.SearchRange!.Low < field.SearchRange.High && (!field.LogScale || field.SearchRange.Low > 0));
            Assert.InRange(field.SearchRange.Low, field.Low!.Value, field.High!.Value);
            Assert.InRange(field.SearchRange.High, field.Low.Value, field.High.Value);
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
}
