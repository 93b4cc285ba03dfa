using System.Text.Json;
using Training.Core.Data;
using Xunit;

namespace Training.Core.Tests.Spec;

public class SpecRoundTripTests
{
    [Fact]
    public void Any_legal_fields_come_back_equal_from_their_canonical_form_also_through_json()
    {
        for (var round = 0; round < 500; round++)
        {
            var fields = RandomFields(CounterRandom.For(seed: 17, stream: round));
            var spec = TrainingSpec.Parse(fields);

            var again = TrainingSpec.Parse(spec.ToFields());
            var fromJson = TrainingSpec.Parse(JsonSerializer.Deserialize<Dictionary<string, object>>(JsonSerializer.Serialize(spec.ToFields()))!);

            Assert.Equal(spec.ToFields(), again.ToFields());
            Assert.Equal(spec.SpecHash, again.SpecHash);
            Assert.Equal(spec.SpecHash, fromJson.SpecHash);
        }
    }

    /// <summary>Each field with chance 2/3, anywhere in its range.</summary>
    private static Dictionary<string, object> RandomFields(CounterRandom random)
    {
        var fields = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (i, field) in TrainingFields.All.Index())
        {
            if (random.Below(4 * i, 3) == 0)
                continue;
            var u = random.Uniform((4 * i) + 1);
            fields[field.Name] = field.Type switch
            {
                "float" => field.Low!.Value + (u * (field.High!.Value - field.Low.Value)),
                "int" => (long)(field.Low!.Value + Math.Floor(u * (Math.Min(field.High!.Value, 1e6) - field.Low.Value))),
                "choice" => field.Choices![(int)(u * field.Choices.Count)],
                "flag" => u < 0.5,
                "name" => u < 0.5 ? "digits" : "some.data-set_1",
                "source" => u < 0.5 ? "models:/digits@champion" : "",
                _ when field.Name == "test.groups" => "sex, race",
                _ when field.Name == "test.attacks" => "0.01, 0.1",
                _ => string.Join(',', Enumerable.Range(0, 1 + (int)(u * 8)).Select(layer => 8 + random.Below((4 * i) + 2 + layer, 4000))),
            };
        }

        if (fields.GetValueOrDefault("momentum") is 0.0)
            fields.Remove("nesterov");
        if (fields.GetValueOrDefault("split.fold") is long fold && fold > Math.Max(1, fields.GetValueOrDefault("split.folds") is long folds ? folds : 0))
            fields["split.folds"] = Math.Max(2, fold);
        return fields;
    }
}
