using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.Trials;
using Search;
using Training.Core;

namespace Platform.Web.Api;

/// <summary>Checks each parameter of a space, and each fixed field, against the training catalogue: does it exist, may it be searched, do its bounds fit.</summary>
internal static class SpaceChecks
{
    private const int MostLevels = 100;

    public static IEnumerable<FieldError> CheckFixed(ParameterSet fields) => fields
        .Select(field => (Path: $"fixed.{field.Key}", Message: Problem(field.Key, field.Value)))
        .Where(e => e.Message is not null)
        .Select(e => new FieldError(e.Path, e.Message!));

    /// <summary>Trials whose share of the rows grows must see equal shares at equal epochs, or their curves say nothing about each other.</summary>
    public static IEnumerable<FieldError> CheckFraction(ParameterSet fields, SearchSpace space)
    {
        if (fields.GetValueOrDefault("data_growth") is "rungs" && space.Find("data_fraction") is not null)
            yield return new FieldError("space.data_fraction", "is searched although the share grows along the rungs: trials would learn from unequal shares at the same epoch; give it one value under 'fixed', or data_growth: constant.");
    }

    /// <summary>
    /// A population's children go on with weights that learnt from prepared inputs: another value would prepare other ones, of another number even. What
    /// pbt varies; a choice is kept by a member.
    /// </summary>
    public static IEnumerable<FieldError> CheckPopulation(ComponentChoice sampler, SearchSpace space)
    {
        if (sampler.Name != "pbt")
            return [];
        var whole = sampler.Options.GetValueOrDefault("whole_numbers") is true;
        return space.Parameters
            .Where(parameter => parameter.Name.StartsWith("table.", StringComparison.Ordinal) && (parameter is FloatParameter || (parameter is IntParameter && whole)))
            .Select(parameter => new FieldError($"space.{parameter.Name}", "is varied by pbt, whose members go on with weights that learnt from inputs prepared by another value; give it one value under 'fixed', or a list of choices."));
    }

    public static IEnumerable<FieldError> CheckParameter(Parameter parameter)
    {
        var path = $"space.{parameter.Name}";
        var field = TrainingFields.Find(parameter.Name);
        if (field is null)
            return [new FieldError(path, Problem(parameter.Name, 0L) ?? "is not a training field.")];
        if (!field.Searchable)
            return [new FieldError(path, $"is one setting of the whole sweep and cannot be searched; give '{field.Name}' one value{(field.Name is "data" or "epochs" or "device" ? " at the top of the file" : " under 'fixed'")}.")];
        return parameter switch
        {
            ChoiceParameter p => Choices(p, path),
            FrozenParameter p => Problem(p.Name, p.Value) is { } message ? [new FieldError($"{path}.{(p.Of is null ? "value" : "frozen")}", message)] : [],
            FloatParameter p when field.Type == "float" => Bounds(p.Name, path, p.Low, p.High),
            IntParameter p when field.Type is "int" or "float" => Bounds(p.Name, path, p.Low, p.High),
            IntParameter p when field.Type == "choice" && p.Levels <= MostLevels => Levels(p, path),
            _ => [new FieldError($"{path}.type", WrongType(field))],
        };
    }

    private static IEnumerable<FieldError> Choices(ChoiceParameter parameter, string path)
    {
        for (var i = 0; i < parameter.Choices.Count; i++)
        {
            if (Problem(parameter.Name, parameter.Choices[i]) is { } message)
                yield return new FieldError($"{path}.choices[{i}]", message);
        }
    }

    private static IEnumerable<FieldError> Bounds(string name, string path, object low, object high)
    {
        if (Problem(name, low) is { } atLow)
            yield return new FieldError($"{path}.low", atLow);
        if (Problem(name, high) is { } atHigh)
            yield return new FieldError($"{path}.high", atHigh);
    }

    private static IEnumerable<FieldError> Levels(IntParameter parameter, string path)
    {
        for (long level = 0; level < parameter.Levels; level++)
        {
            if (Problem(parameter.Name, parameter.Low + level * parameter.Step) is { } message)
                return [new FieldError(path, message)];
        }

        return [];
    }

    private static string WrongType(TrainingField field) => field.Type == "int"
        ? $"is float, but '{field.Name}' takes whole numbers; use type: int."
        : $"is a range of numbers, but '{field.Name}' is a {field.Type}; use type: categorical with a list of choices.";

    // What the catalogue says against one value; null when nothing. Rules between fields are asked of whole trials, when the space is bound.
    private static string? Problem(string name, object value) =>
        name == "start_from" && value is string { Length: > 0 } source && WeightSource.TryParse(source) is null
            ? $"'{source}' is not a source of weights. Give {WeightSource.Forms}."
            : TrainingFields.CheckValue(name, value);
}
