namespace Search;

/// <summary>One finished trial as it was recorded, to be replayed.</summary>
/// <param name="Number">Its number in the recorded sweep; unique.</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Curve">Its values, minimised, one an epoch; as far as it was trained.</param>
/// <param name="Seconds">What each epoch took; as many as values, each finite and 0 or more.</param>
/// <param name="Failed">Whether it ended by failing after its last value.</param>
/// <param name="Completed">Whether it completed by itself with its last value, as by early stopping; one of full length always does.</param>
public sealed record RecordedTrial(int Number, ParameterSet Parameters, IReadOnlyList<double> Curve, IReadOnlyList<double> Seconds, bool Failed = false,
    bool Completed = false);
