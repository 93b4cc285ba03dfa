namespace Training.Core;

/// <summary>How a table's columns become a model's input; everything is fitted on the training rows alone.</summary>
/// <param name="Impute">For missing values: <c>median</c>, <c>mean</c> or <c>most_frequent</c>.</param>
/// <param name="MissingFlag">Whether a number column with missing values gets a further input, 1 where the value was missing.</param>
/// <param name="Outliers"><c>none</c>, <c>clip_iqr</c>, <c>clip_zscore</c>, <c>drop_iqr</c> or <c>drop_zscore</c>.</param>
/// <param name="OutlierLimit">How many interquartile ranges beyond the quartiles, or standard deviations from the mean, are still ordinary.</param>
/// <param name="Log"><c>none</c>, <c>skewed</c> (columns with a skewness above 1) or <c>all</c>: x becomes sign(x) log(1 + |x|).</param>
/// <param name="Scale"><c>standard</c>, <c>minmax</c>, <c>robust</c> or <c>none</c>.</param>
/// <param name="Encoding">Of categories: <c>embedding</c> (a code, for models that embed it) or <c>onehot</c>.</param>
/// <param name="Target">Of a number to predict: <c>standard</c> (mean 0, deviation 1 while training) or <c>none</c>.</param>
public sealed record TableSpec(string Impute, bool MissingFlag, string Outliers, double OutlierLimit, string Log, string Scale, string Encoding, string Target)
{
    /// <summary>What suits most tables.</summary>
    public static TableSpec Default { get; } = new("median", true, "none", 3.0, "none", "standard", "embedding", "standard");

    internal void Write(IDictionary<string, object> fields)
    {
        fields["table.impute"] = Impute;
        fields["table.missing_flag"] = MissingFlag;
        fields["table.outliers"] = Outliers;
        fields["table.outlier_limit"] = OutlierLimit;
        fields["table.log"] = Log;
        fields["table.scale"] = Scale;
        fields["table.encoding"] = Encoding;
        fields["table.target"] = Target;
    }

    internal static TableSpec Read(FieldValues values) => new(
        values.Text("table.impute"), values.Flag("table.missing_flag"), values.Text("table.outliers"), values.Float("table.outlier_limit"), values.Text("table.log"),
        values.Text("table.scale"), values.Text("table.encoding"), values.Text("table.target"));
}
