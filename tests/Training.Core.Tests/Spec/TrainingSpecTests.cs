using System.Text.Json;
using Xunit;

namespace Training.Core.Tests.Spec;

public class TrainingSpecTests
{
    [Fact]
    public void No_fields_give_the_defaults()
    {
        var spec = Parse();

        Assert.Equal(new DataSpec("digits", 0, 0.1, 0, 0), spec.Data);
        Assert.Equal(new CnnSpec(16, 2, 3, 128, "relu", 0), spec.Model);
        Assert.Equal(new OptimizerSpec("adam", 1e-3, 0, 0.9, false, 0.9, 0.999), spec.Optimizer);
        Assert.Equal((64, 5, 1L, "cpu"), (spec.BatchSize, spec.Epochs, spec.Seed, spec.Device));
    }

    [Fact]
    public void Every_field_reaches_its_place()
    {
        var spec = Parse(
            ("data", "mnist"), ("train_samples", 5000L), ("validation_fraction", 0.2), ("split_seed", 9L), ("noise", 0.25), ("model", "mlp"), ("mlp.layers", 3L), ("mlp.width", 100L),
            ("activation", "gelu"), ("dropout", 0.3), ("optimizer", "sgd"), ("learning_rate", 0.05), ("weight_decay", 1e-4), ("momentum", 0.8), ("nesterov", true),
            ("schedule", "cosine"), ("label_smoothing", 0.1), ("batch_size", 128L), ("epochs", 7L), ("seed", 11L), ("device", "cuda"));

        Assert.Equal(new DataSpec("mnist", 5000, 0.2, 9, 0.25), spec.Data);
        Assert.Equal(new MlpSpec([100, 100, 100], "gelu", 0.3), spec.Model);
        Assert.Equal(new OptimizerSpec("sgd", 0.05, 1e-4, 0.8, true, 0.9, 0.999), spec.Optimizer);
        Assert.Equal((new ScheduleSpec("cosine"), new LossSpec("auto", 0.1)), (spec.Schedule, spec.Loss));
        Assert.Equal((128, 7, 11L, "cuda"), (spec.BatchSize, spec.Epochs, spec.Seed, spec.Device));
    }

    [Fact]
    public void Widths_replace_layers_and_width_and_a_single_number_will_do()
    {
        Assert.Equal(new MlpSpec([512, 256], "relu", 0), Parse(("model", "mlp"), ("mlp.widths", "512, 256"), ("mlp.layers", 5L)).Model);
        Assert.Equal(new MlpSpec([512], "relu", 0), Parse(("model", "mlp"), ("mlp.widths", 512L)).Model);
    }

    [Fact]
    public void Whole_and_fractional_spellings_of_a_number_mean_the_same()
    {
        var json = JsonSerializer.Deserialize<Dictionary<string, object>>("""{"batch_size": 64.0, "dropout": 0, "seed": 1e1, "cnn.kernel": 5.0, "nesterov": false}""")!;

        var spec = TrainingSpec.Parse(json);

        Assert.Equal(Parse(("batch_size", 64), ("dropout", 0L), ("seed", 10.0), ("cnn.kernel", 5L)).SpecHash, spec.SpecHash);
        Assert.Equal(5, ((CnnSpec)spec.Model).Kernel);
    }

    public static TheoryData<string, object, string> WrongValues => new()
    {
        { "learning_rate", 0.0, "0 is outside 1E-07 to 10. Give a number from 1E-07 to 10." },
        { "learning_rate", double.NaN, "NaN is outside" },
        { "learning_rate", "fast", "'fast' is not a number from 1E-07 to 10" },
        { "batch_size", 0L, "0 is outside 1 to 65536. Give a whole number from 1 to 65536." },
        { "batch_size", 64.5, "64.5 is not a whole number from 1 to 65536" },
        { "batch_size", double.PositiveInfinity, "is not a whole number" },
        { "epochs", true, "true is not a whole number from 1 to 10000" },
        { "seed", -1L, "-1 is outside 0 to 9007199254740991" },
        { "model", "imaginary", "'imaginary' is not known. Use one of 'mlp', 'cnn', " },
        { "cnn.kernel", 4L, "4 is not known. Use one of 3, 5." },
        { "nesterov", "yes", "'yes' is not true or false" },
        { "mlp.widths", "512,,256", "'' in '512,,256' is not a whole number from 8 to 4096" },
        { "mlp.widths", "512,5", "'5' in '512,5' is not a whole number from 8 to 4096" },
        { "mlp.widths", "8,8,8,8,8,8,8,8,8", "has 9 layers, at most 8 are allowed" },
        { "data", 3L, "3 is not a name of small letters" },
        { "data", "../mnist", "'../mnist' is not a name. Give a name of small letters" },
        { "data_fraction", 0.0, "0 is outside 0.001 to 1. Give a number from 0.001 to 1." },
        { "data_fraction", 1.5, "1.5 is outside 0.001 to 1" },
        { "data_growth", "linear", "'linear' is not known. Use one of 'constant', 'rungs'." },
        { "dropout", new List<int>(), "a List`1 is not a number from 0 to 0.9" },
    };

    [Theory]
    [MemberData(nameof(WrongValues))]
    public void A_wrong_value_is_refused_with_field_value_rule_and_remedy(string field, object value, string expected)
    {
        var refused = Assert.Throws<SpecException>(() => Parse((field, value)));

        Assert.Equal(field, refused.Field);
        Assert.StartsWith(field + ": ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("learning_rat", "Did you mean 'learning_rate'?")]
    [InlineData("LearningRate", "Did you mean 'learning_rate'?")]
    [InlineData("lr", "Did you mean 'learning_rate'?")]
    [InlineData("bacth_size", "Did you mean 'batch_size'?")]
    [InlineData("mlp_width", "Did you mean 'mlp.width' or 'mlp.widths'?")]
    [InlineData("xylophone_quartz", "Known fields: data, data_labels,")]
    public void An_unknown_field_is_refused_with_what_was_probably_meant(string name, string expected)
    {
        var refused = Assert.Throws<SpecException>(() => Parse((name, 1L)));

        Assert.Equal(name, refused.Field);
        Assert.Contains($"'{name}' is not a training field. {expected}", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var refused = Assert.Throws<SpecException>(() => Parse(("epochs", 0L), ("learnin_rate", 1.0), ("dropout", 2.0)));

        Assert.Equal(["learnin_rate", "dropout", "epochs"], refused.Errors.Select(error => error.Field));
        Assert.Equal(refused.Errors, TrainingFields.Check(new Dictionary<string, object>(StringComparer.Ordinal) { ["epochs"] = 0L, ["learnin_rate"] = 1.0, ["dropout"] = 2.0 }));
    }

    [Fact]
    public void Nesterov_without_momentum_is_refused() =>
        Assert.Equal("nesterov", Assert.Throws<SpecException>(() => Parse(("optimizer", "sgd"), ("momentum", 0.0), ("nesterov", true))).Field);

    [Fact]
    public void Fields_of_another_family_are_checked_but_change_nothing()
    {
        Assert.Equal(Parse(("model", "cnn")).SpecHash, Parse(("model", "cnn"), ("mlp.layers", 7L), ("momentum", 0.1)).SpecHash);
        Assert.Throws<SpecException>(() => Parse(("model", "cnn"), ("mlp.layers", 99L)));
    }

    [Fact]
    public void Two_spellings_of_one_network_have_one_hash_and_any_change_another()
    {
        var hash = Parse(("model", "mlp"), ("mlp.widths", "64,64")).SpecHash;

        Assert.Equal(hash, Parse(("model", "mlp"), ("mlp.layers", 2L), ("mlp.width", 64L)).SpecHash);
        Assert.NotEqual(hash, Parse(("model", "mlp"), ("mlp.widths", "64,65")).SpecHash);
        Assert.NotEqual(Parse().SpecHash, Parse(("learning_rate", BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(1e-3) + 1))).SpecHash);
        Assert.NotEqual(Parse().SpecHash, Parse(("seed", 2L)).SpecHash);
    }

    [Fact]
    public void The_usual_loss_of_a_classifier_has_the_hash_of_its_name_and_fields_of_later_versions_leave_defaults_alone()
    {
        Assert.Equal(Parse().SpecHash, Parse(("loss", "cross_entropy")).SpecHash);
        Assert.DoesNotContain("loss", Parse(("loss", "auto")).ToFields().Keys);
    }

    /// <summary>Checkpoints and events carry the hash: it must not change when code is rearranged. The figure is from another JSON writer.</summary>
    [Fact]
    public void The_hash_of_the_defaults_is_the_same_for_ever() =>
        Assert.Equal("bd2fd993351e1b6bc34cd1e56cf25101d0f0c8928f664ebcbe78a6284a3f9181", Parse().SpecHash);

    /// <summary>So that checkpoints from before there were fractions can be resumed.</summary>
    [Fact]
    public void A_fraction_changes_the_hash_only_where_it_leaves_rows_out()
    {
        Assert.Equal(Parse().SpecHash, Parse(("data_fraction", 1.0), ("data_growth", "rungs"), ("data_full_from", 3L)).SpecHash);
        Assert.NotEqual(Parse().SpecHash, Parse(("data_fraction", 0.5)).SpecHash);
        Assert.NotEqual(Parse(("data_fraction", 0.5)).SpecHash, Parse(("data_fraction", 0.5), ("data_growth", "rungs")).SpecHash);
        Assert.Equal(Parse(("data_fraction", 0.5)).SpecHash, Parse(("data_fraction", 0.5), ("data_min_epochs", 2L)).SpecHash);
    }

    private static TrainingSpec Parse(params (string Name, object Value)[] fields) =>
        TrainingSpec.Parse(fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal));
}
