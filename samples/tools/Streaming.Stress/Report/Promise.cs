namespace Streaming.Stress.Report;

/// <summary>A sentence of the documentation that scenarios check.</summary>
/// <param name="Sentence">The sentence.</param>
/// <param name="Source">The document that contains the sentence, or the detailed form of it.</param>
internal sealed record Promise(string Sentence, string Source);
