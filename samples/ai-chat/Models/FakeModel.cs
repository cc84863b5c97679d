using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Streaming.AiChat.Models;

/// <summary>A model in this program, which needs no network: it counts words. The answer depends only on the question.</summary>
public sealed class FakeModel(IOptions<ChatOptions> options, TimeProvider time) : IModel
{
    private const int Words = 100;

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> AnswerAsync(
        string question, string soFar, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var length = 0;
        foreach (var token in Tokens(question))
        {
            length += token.Length;
            if (length <= soFar.Length)
                continue;
            await Task.Delay(options.Value.TokenTime, time, cancellation);
            // An attempt that ended within a token goes on within it.
            yield return token[Math.Max(0, token.Length - (length - soFar.Length))..];
        }
    }

    private static IEnumerable<string> Tokens(string question)
    {
        yield return $"You asked: {question}\n";
        for (var i = 1; i <= Words; i++)
            yield return $"word{i} ";
        yield return "– that is all.";
    }
}
