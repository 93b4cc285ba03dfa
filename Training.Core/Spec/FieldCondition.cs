namespace Training.Core;

/// <summary>A field has an effect only while another field holds one of these values, as <c>cnn.kernel</c> does while <c>model</c> is <c>cnn</c>.</summary>
public sealed record FieldCondition(string Field, IReadOnlyList<string> Values);
