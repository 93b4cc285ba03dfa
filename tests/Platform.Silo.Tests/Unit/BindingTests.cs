using Platform.Silo.Tests.Support;
using Search;
using Training.Core;
using Xunit;

namespace Platform.Silo.Tests.Unit;

public sealed class BindingTests
{
    [Fact]
    public void A_run_s_fields_become_a_typed_training_configuration()
    {
        var spec = Some.Sweep(epochs: 3, width: 48);

        var bound = TrainingSpecBinding.Bind(spec.FieldsOf(ParameterSet.Of(("learning_rate", 0.01)), trialSeed: 42));

        Assert.Equal((3, 42L, "digits", 0.01, 32), (bound.Epochs, bound.Seed, bound.Data.Name, bound.Optimizer.LearningRate, bound.BatchSize));
        Assert.Equal([48], Assert.IsType<MlpSpec>(bound.Model).Widths);
    }

    [Fact]
    public void An_unknown_field_is_refused_by_name_with_what_was_probably_meant()
    {
        var fields = Some.Sweep().FieldsOf(ParameterSet.Of(("lerning_rate", 0.01)), trialSeed: 1);

        var error = Assert.Throws<SpecException>(() => TrainingSpecBinding.Bind(fields));

        Assert.Equal("lerning_rate", error.Field);
        Assert.Contains("learning_rate", error.Message["lerning_rate".Length..], StringComparison.Ordinal);
    }
}
