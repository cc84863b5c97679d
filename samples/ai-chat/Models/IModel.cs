namespace Streaming.AiChat.Models;

/// <summary>A language model.</summary>
public interface IModel
{
    /// <summary>Returns the tokens of an answer as they are generated.</summary>
    /// <param name="question">The question of the user.</param>
    /// <param name="soFar">The part of the answer that an earlier attempt has generated; empty at the start. The tokens follow it.</param>
    /// <param name="cancellation">Stops the model.</param>
    IAsyncEnumerable<string> AnswerAsync(string question, string soFar, CancellationToken cancellation);
}
