namespace Streaming.AiChat;

/// <summary>The result of a job that has generated an answer.</summary>
/// <param name="Characters">The number of characters of the answer.</param>
public sealed record AnswerResult(int Characters);
