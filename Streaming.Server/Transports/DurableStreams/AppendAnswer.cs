using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Converts the result of an append to the response that the Durable Streams protocol prescribes.</summary>
internal static class AppendAnswer
{
    /// <summary>Sets the headers of the response to an append, and returns the rest of the response (status and body).</summary>
    /// <param name="response">The response to the request.</param>
    /// <param name="topic">The topic of the stream.</param>
    /// <param name="head">The headers of the request.</param>
    /// <param name="isEmpty">Whether the request had no messages and only closes the stream.</param>
    /// <param name="result">The result of the append.</param>
    public static IActionResult Of(HttpResponse response, TopicName topic, in AppendHead head, bool isEmpty, in AppendResult result)
    {
        var verdict = result.Verdict!;
        if (verdict.Outcome == AppendOutcome.NotFound)
            return StreamProblem.NotFound(topic);
        if (verdict.Outcome == AppendOutcome.Deleted)
            return StreamProblem.Deleted(topic);
        StreamResponse.SetNextOffset(response, StreamOffset.Format(new Position(result.Epoch, result.Last)));
        StreamResponse.SetClosed(response, verdict.IsClosed);
        if (head.Producer is { } producer)
            SetProducer(response, verdict, producer);
        if (verdict.IsRefusal)
            return new StreamProblem(Status(verdict.Outcome), verdict.ToRefusal(topic));
        return new StatusCodeResult(head.Producer is not null && !isEmpty && verdict.Outcome == AppendOutcome.Appended
            ? StatusCodes.Status200OK : StatusCodes.Status204NoContent);
    }

    private static void SetProducer(HttpResponse response, AppendVerdict verdict, in ProducerStamp producer)
    {
        switch (verdict.Outcome)
        {
            case AppendOutcome.Appended or AppendOutcome.Duplicate:
                response.Headers[StreamHeaders.ProducerEpoch] = Text(verdict.ProducerEpoch);
                response.Headers[StreamHeaders.ProducerSeq] = Text(verdict.ProducerSeq);
                break;
            case AppendOutcome.StaleEpoch:
                response.Headers[StreamHeaders.ProducerEpoch] = Text(verdict.ProducerEpoch);
                break;
            case AppendOutcome.SequenceGap:
                response.Headers[StreamHeaders.ProducerExpectedSeq] = Text(verdict.ExpectedSeq);
                response.Headers[StreamHeaders.ProducerReceivedSeq] = Text(producer.Seq);
                break;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Status(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.StaleEpoch => StatusCodes.Status403Forbidden,
        AppendOutcome.EpochNotFromZero => StatusCodes.Status400BadRequest,
        AppendOutcome.TooManyProducers => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status409Conflict,
    };
}
