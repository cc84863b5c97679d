using Streaming.AiChat.Models;
using Streaming.Server.Jobs.Worker;

namespace Streaming.AiChat;

/// <summary>
/// Generates an answer and appends it to a stream, token by token. If the process ends in the middle, the next attempt reads what the
/// stream has, and goes on from there. Each attempt is an epoch of the producer, so that nothing of an earlier one is appended later.
/// </summary>
public sealed class AnswerJob(IModel model, AnswerWriter stream) : IJobHandler<AnswerArguments, AnswerResult>
{
    /// <summary>The type of the job.</summary>
    public const string Type = "answer";

    /// <inheritdoc/>
    public async Task<AnswerResult> RunAsync(AnswerArguments arguments, JobContext job)
    {
        var (text, isClosed) = await stream.ReadAsync(arguments.Stream, job.Cancellation);
        var length = text.Length;
        if (isClosed)
            return new AnswerResult(length);
        var producer = new Producer(job.Id.Value, job.Attempt);
        await foreach (var token in model.AnswerAsync(arguments.Question, text, job.Cancellation))
        {
            // A closed stream is the end: the user has stopped the answer.
            if (!await stream.AppendAsync(arguments.Stream, token, producer, job.Cancellation))
                return new AnswerResult(length);
            length += token.Length;
        }

        await stream.CloseAsync(arguments.Stream, job.Cancellation);
        return new AnswerResult(length);
    }
}
