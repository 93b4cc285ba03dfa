using Training.Core.Data;
using Training.Core.Models;
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
    [InlineData("table.scale", SampleKind.Image, "mlp", "is for a table, and the data set is images.")]
    [InlineData("table.scale", SampleKind.Table, "mlp", null)]
    [InlineData("series.length", SampleKind.Table, "mlp", "is for a time series, and the data set is a table.")]
    [InlineData("text.context", SampleKind.Series, "rnn", "is for text, and the data set is a time series.")]
    [InlineData("augment.flip", SampleKind.Table, "mlp", "is for images, and the data set is a table.")]
    [InlineData("test.attacks", SampleKind.Text, "gpt", "is for images and a table, and the data set is text.")]
    [InlineData("cnn.kernel", SampleKind.Image, "mlp resnet", "has no effect on 'mlp' and 'resnet'; it is for cnn.")]
    [InlineData("cnn.kernel", SampleKind.Image, "mlp cnn", null)]
    [InlineData("momentum", SampleKind.Table, "trees", "has no effect on 'trees'; it is for mlp, cnn, resnet, rnn, transformer, gpt, linear, dlinear, autoencoder, masked_autoencoder, gan.")]
    [InlineData("learning_rate", SampleKind.Table, "trees linear", null)]
    [InlineData("cnn.kernel", SampleKind.Image, "a-family-to-come", null)]
    public void A_field_says_where_it_has_an_effect(string name, SampleKind samples, string families, string? why)
    {
        Assert.Equal(why, TrainingFields.Get(name).WhyIdle(samples, families.Split(' ')));
        Assert.Equal(why is null, TrainingFields.Get(name).HasEffect(samples, families.Split(' ')));
    }

    [Fact]
    public void Every_family_has_settings_of_each_kind_of_samples_that_it_takes_and_knows_those_without_effect()
    {
        Assert.All(TrainingFields.All, field => Assert.Empty(field.IdleIn.Except(ModelCatalog.Names)));
        Assert.All(ModelCatalog.Families, family => Assert.All(family.Takes, samples => Assert.Contains(TrainingFields.All, field => field.HasEffect(samples, [family.Name]))));
    }

    [Theory]
    [InlineData("mlp.width", "mlp")]
    [InlineData("cnn.channels", "cnn")]
    [InlineData("momentum", null)]
    [InlineData("learning_rate", null)]
    public void A_field_tells_its_model_family(string name, string? family) => Assert.Equal(family, TrainingFields.Get(name).WhenModel);
}
