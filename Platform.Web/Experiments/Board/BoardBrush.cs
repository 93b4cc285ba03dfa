namespace Platform.Web.Experiments.Board;

/// <summary>The range of an axis that trials must lie in, ends included; choices count from 0.</summary>
public sealed record BoardBrush(string Axis, double Low, double High);
