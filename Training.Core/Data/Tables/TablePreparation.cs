using System.Text.Json.Serialization;

namespace Training.Core.Data.Tables;

/// <summary>
/// A table's fitted steps. A model's input is: every number, each followed by its missing flag if it has one; then the one-hot columns;
/// then the codes of the categories to embed.
/// </summary>
/// <param name="Numbers">Number and date columns, in the table's order.</param>
/// <param name="Categories">Category columns, in the table's order.</param>
/// <param name="Target">How the target was scaled; centre 0 and scale 1 for classes.</param>
public sealed record TablePreparation(IReadOnlyList<NumberStep> Numbers, IReadOnlyList<CategoryStep> Categories, TargetStep Target) : Preparation
{
    /// <summary>What stood for a missing value in the data's file, beside an empty cell; null in preparations of earlier versions, which take such texts for values.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>What a model sees of a row.</summary>
    internal TableShape Shape() => new(
        Numbers.Sum(step => step.Flag ? 2 : 1) + Categories.Where(step => step.OneHot).Sum(step => step.Cardinality),
        [.. Categories.Where(step => !step.OneHot).Select(step => step.Cardinality)]);

    internal override SampleShape Sample(ModelSignature signature) => Shape();

    internal override int Outputs(ModelSignature signature) => Math.Max(1, signature.Classes.Count);

    /// <summary>The input of a row whose prepared numbers are all 0 and whose categories are all unknown.</summary>
    internal float[] Neutral()
    {
        var row = new float[Shape().Width];
        var at = Numbers.Sum(step => step.Flag ? 2 : 1);
        foreach (var step in Categories.Where(step => step.OneHot))
        {
            row[at] = 1; // the column of code 0
            at += step.Cardinality;
        }

        return row; // the codes of those to embed are 0
    }

    /// <summary>Writes a row's input.</summary>
    /// <param name="numbers">A value for each number step; NaN is missing.</param>
    /// <param name="codes">A code for each category step.</param>
    /// <param name="row">As wide as the shape.</param>
    internal void Write(ReadOnlySpan<double> numbers, ReadOnlySpan<int> codes, Span<float> row)
    {
        row.Clear();
        var at = 0;
        for (var i = 0; i < Numbers.Count; i++)
        {
            row[at++] = (float)Numbers[i].Apply(numbers[i]);
            if (Numbers[i].Flag)
                row[at++] = double.IsNaN(numbers[i]) ? 1 : 0;
        }

        for (var i = 0; i < Categories.Count; i++)
        {
            if (!Categories[i].OneHot)
                continue;
            row[at + codes[i]] = 1;
            at += Categories[i].Cardinality;
        }

        for (var i = 0; i < Categories.Count; i++)
        {
            if (!Categories[i].OneHot)
                row[at++] = codes[i];
        }
    }
}
