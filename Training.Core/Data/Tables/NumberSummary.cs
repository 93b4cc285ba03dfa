namespace Training.Core.Data.Tables;

/// <summary>How numbers are spread; dates are days since 1970.</summary>
public sealed record NumberSummary(double Least, double FirstQuartile, double Median, double ThirdQuartile, double Largest, double Mean, double Deviation);
