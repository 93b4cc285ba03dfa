namespace Search;

/// <summary>How a node parts its rows.</summary>
/// <param name="Axis">The axis asked about.</param>
/// <param name="Threshold">Coordinates below it go left; unused for an axis that is split by sets.</param>
/// <param name="Left">For an axis that is split by sets, which levels go left; null for others.</param>
/// <param name="Score">Sum of squared sums over weights of the parts, to be maximised: the larger, the less squared error is left.</param>
internal sealed record Split(int Axis, double Threshold, bool[]? Left, double Score);
