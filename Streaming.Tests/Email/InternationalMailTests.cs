using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Email;

/// <summary>Tests e-mail addresses with non-ASCII characters against a real mail server.</summary>
[Trait("Category", "Slow")]
public sealed class InternationalMailTests
{
    [NodeFact(NodePackages.Email)]
    public async Task A_local_part_outside_of_ASCII_is_sent_to_a_server_that_offers_SMTPUTF8()
    {
        await using var mails = await MailServer.StartAsync();
        await using var server = await TestServer.StartAsync(mails.Settings);
        var id = await server.Client.EnqueueAsync("email", """{"to":"müller@bücher.example","subject":"Grüße","text":"x"}""");
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        var (mail, said) = await mails.MailAsync();
        said.GetProperty("utf8").GetBoolean().Should().BeTrue("the client must ask for SMTPUTF8");
        // The mail server shows the domain in Unicode; the protocol carries it in ASCII.
        said.GetProperty("to")[0].GetString().Should().StartWith("müller@");
        mail.To.Mailboxes.Single().Address.Should().StartWith("müller@");
        mail.Subject.Should().Be("Grüße");
    }

    [NodeFact(NodePackages.Email)]
    public async Task Without_SMTPUTF8_such_a_mail_fails_at_once_with_a_reason_and_others_are_sent()
    {
        await using var mails = await MailServer.StartAsync("""{"ascii":true}""");
        await using var server = await TestServer.StartAsync(mails.Settings);
        var id = await server.Client.EnqueueAsync("email", """{"to":"müller@example.com","subject":"x","text":"x"}""");
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "failed");
        (await server.Client.JobAsync(id)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
            .Contain("SMTPUTF8").And.Contain("müller@example.com");

        var encoded = await server.Client.EnqueueAsync("email", """{"to":"ann@xn--bcher-kva.example","subject":"x","text":"x"}""");
        (await server.Client.EndAsync(encoded)).Should().EndWith("succeeded");
        var (mail, said) = await mails.MailAsync();
        said.GetProperty("utf8").GetBoolean().Should().BeFalse();
        said.GetProperty("mail").GetString().Should().Contain("To: ann@xn--bcher-kva.example");
        mail.MessageId.Should().Be($"{encoded}@live.example");
        var other = await server.Client.EnqueueAsync("email", """{"to":"ann@bücher.example","subject":"x","text":"x"}""");
        (await server.Client.EndAsync(other)).Should().EndWith("succeeded", "the domain has an ASCII form");
    }

    [NodeFact(NodePackages.Email)]
    public async Task A_subject_that_looks_like_an_encoded_word_is_displayed_unchanged()
    {
        await using var mails = await MailServer.StartAsync();
        await using var server = await TestServer.StartAsync(mails.Settings);
        await server.Client.EnqueueAsync("email", """{"to":"ann@example.com","subject":"=?utf-8?q?Your_bank?=","text":"x"}""");
        (await mails.MailAsync()).Mail.Subject.Should().Be("= ?utf-8?q?Your_bank?=");
    }
}
