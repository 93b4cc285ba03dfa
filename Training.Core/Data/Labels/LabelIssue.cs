namespace Training.Core.Data.Labels;

/// <summary>How far models that never trained on a row believe its label.</summary>
/// <param name="Row">Its number in the training pool, from 0.</param>
/// <param name="Given">Its label.</param>
/// <param name="GivenProbability">The mean probability of that label: the row's self-confidence.</param>
/// <param name="Other">The most probable other class.</param>
/// <param name="OtherProbability">Its mean probability.</param>
/// <param name="Suspect">Whether confident learning takes the label for wrong; see <see cref="OutOfFold"/>.</param>
/// <param name="Models">How many models judged it.</param>
public sealed record LabelIssue(int Row, string Given, double GivenProbability, string Other, double OtherProbability, bool Suspect, int Models);
