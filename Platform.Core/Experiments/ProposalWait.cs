namespace Platform.Core.Experiments;

/// <summary>The price of a fixed lag: a lane that stood idle until a trial ended whose result the next proposal had to see.</summary>
/// <param name="Trial">The trial waited for, by number.</param>
/// <param name="Idle">From the end of the lane's trial before, to the end of the one waited for.</param>
public sealed record ProposalWait(int Trial, TimeSpan Idle);
