using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MimeKit;
using Streaming.Tests.Access;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Email;

/// <summary>Tests jobs of type <c>email</c> against a real mail server.</summary>
[Trait("Category", "Slow")]
public sealed class EmailJobTests
{
    [NodeFact(NodePackages.Email)]
    public async Task A_mail_is_delivered_unchanged()
    {
        await using var mails = await MailServer.StartAsync();
        await using var server = await TestServer.StartAsync(mails.Settings);
        var id = await server.Client.EnqueueAsync(
            "email", """{"to":"ann@example.com","subject":"Grüße, Ann","text":"First line\n.\nLäst line"}""");

        var (mail, said) = await mails.MailAsync();
        said.GetProperty("from").GetString().Should().Be("streaming@live.example");
        said.GetProperty("to").EnumerateArray().Select(to => to.GetString()).Should().Equal("ann@example.com");
        mail.From.ToString().Should().Be("\"Streaming\" <streaming@live.example>");
        mail.To.Mailboxes.Select(to => to.Address).Should().Equal("ann@example.com");
        mail.Subject.Should().Be("Grüße, Ann");
        mail.TextBody!.ReplaceLineEndings("\n").TrimEnd('\n').Should().Be("First line\n.\nLäst line");
        mail.MessageId.Should().Be($"{id}@live.example");
        mail.Headers["Auto-Submitted"].Should().Be("auto-generated");
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        (await server.Client.ResultAsync(id)).GetProperty("to").GetString().Should().Be("ann@example.com");
    }

    [NodeFact(NodePackages.Email)]
    public async Task A_mail_that_is_refused_permanently_is_not_retried()
    {
        await using var mails = await MailServer.StartAsync();
        await using var server = await TestServer.StartAsync(mails.Settings);
        var id = await server.Client.EnqueueAsync("email", """{"to":"gone@example.com","subject":"Hello","text":"x"}""");
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "failed");
        var errors = (await server.Client.JobAsync(id)).GetProperty("errors").EnumerateArray();
        errors.Should().ContainSingle().Which.GetProperty("message").GetString().Should().Contain("550").And.Contain("nobody of this name");
    }

    [NodeFact(NodePackages.Email)]
    public async Task A_mail_that_is_refused_temporarily_is_retried()
    {
        await using var mails = await MailServer.StartAsync();
        await using var server = await TestServer.StartAsync(mails.Settings);
        var id = await server.Client.EnqueueAsync("email", """{"to":"busy@example.com","subject":"Hello","text":"x"}""");
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "retrying", "started", "succeeded");
        (await server.Client.JobAsync(id)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
            .Contain("451 Come back later.");
        (await mails.MailAsync()).Mail.Subject.Should().Be("Hello");
    }

    [Fact]
    public async Task A_mail_server_that_cannot_be_reached_is_retried()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();
        await using var server = await TestServer.StartAsync(
            ("Email:Host", "localhost"), ("Email:Port", $"{port}"), ("Email:Tls", "None"), ("Email:From", "streaming@live.example"),
                ("Email:RetryDelay", "00:00:00.001"));
        var id = await server.Client.EnqueueAsync(
            "email", """{"to":"ann@example.com","subject":"Hello","text":"x"}""", ""","attempts":3""");
        (await server.Client.EndAsync(id)).Should().Equal("queued", "started", "retrying", "started", "retrying", "started", "failed");
    }

    [NodeFact(NodePackages.Email)]
    public async Task Mail_is_sent_over_TLS_with_a_login_and_only_to_a_trusted_server()
    {
        using var folder = new TemporaryFolder();
        var (key, certificate) = await MakeCertificateAsync(folder);
        await using var mails = await MailServer.StartAsync(
            JsonSerializer.Serialize(new { key, cert = certificate, user = "live", password = "secret" }));
        (string, string)[] Settings(string password) =>
            [.. mails.Settings.Where(each => each.Key != "Email:Tls"), ("Email:Tls", "StartTls"), ("Email:User", "live"),
            ("Email:Password", password)];
        const string Mail = """{"to":"ann@example.com","subject":"Hello","text":"x"}""";

        await using (var distrustful = await TestServer.StartAsync(Settings("secret")))
        {
            var id = await distrustful.Client.EnqueueAsync("email", Mail, ""","attempts":1""");
            (await distrustful.Client.EndAsync(id)).Should().EndWith("failed");
            (await distrustful.Client.JobAsync(id)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
                .Contain("Email:CertificateFile");
        }

        await using var server = await TestServer.StartAsync([.. Settings("secret"), ("Email:CertificateFile", certificate)]);
        (await server.Client.EndAsync(await server.Client.EnqueueAsync("email", Mail))).Should().EndWith("succeeded");
        var (_, said) = await mails.MailAsync();
        said.GetProperty("secure").GetBoolean().Should().BeTrue();
        said.GetProperty("user").GetString().Should().Be("live");

        await using var stranger = await TestServer.StartAsync([.. Settings("wrong"), ("Email:CertificateFile", certificate)]);
        var wrong = await stranger.Client.EnqueueAsync("email", Mail, ""","attempts":1""");
        (await stranger.Client.EndAsync(wrong)).Should().EndWith("failed");
        (await stranger.Client.JobAsync(wrong)).GetProperty("errors")[0].GetProperty("message").GetString().Should()
            .Contain("Email:Password");
    }

    [Fact]
    public async Task Without_a_mail_server_mails_are_written_as_files()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestServer.StartAsync(
            configure: null, folder, ("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"));
        var id = await server.Client.EnqueueAsync("email", """{"to":"ann@example.com","subject":"Hello","text":"there"}""");
        (await server.Client.EndAsync(id)).Should().EndWith("succeeded");
        var file = Directory.GetFiles(Path.Combine(folder.Path, "data", "mail")).Should().ContainSingle().Subject;
        Path.GetFileName(file).Should().Be($"{id}.eml");
        using var mail = await MimeMessage.LoadAsync(file);
        (mail.Subject, mail.TextBody!.Trim()).Should().Be(("Hello", "there"));
    }

    [Theory]
    [InlineData("""{"to":"ann@example.com\r\nBcc: all@example.com","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"ann@example.com, ben@example.com","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"Ann <ann@example.com>","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"all: ann@example.com;","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"ann","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"@example.com","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"ann@","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"ann@example.com","subject":"x\r\nBcc: all@example.com","text":"x"}""")]
    [InlineData("""{"to":"ann@example.com","subject":"","text":"x"}""")]
    [InlineData("""{"to":"ann@example.com","subject":"x","text":"\u0000"}""")]
    [InlineData("""{"to":"=?utf-8?q?x?=@example.com","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"an\u200bn@example.com","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"ann@exam\u00adple.com","subject":"x","text":"x"}""")]
    [InlineData("""{"to":"ann@example.com","subject":"x\u202ey","text":"x"}""")]
    [InlineData("""{"to":"ann@example.com","subject":"x\u2028y","text":"x"}""")]
    public async Task Arguments_that_are_not_one_valid_mail_are_refused(string arguments)
    {
        await using var server = await TestServer.StartAsync(("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"));
        using var response = await server.Client.PostAsync("/jobs", $$"""{"type":"email","arguments":{{arguments}}}""", "application/json");
        (await response.ProblemAsync(HttpStatusCode.BadRequest)).Should().Contain("do not fit a job of type 'email'");
    }

    [Fact]
    public async Task Only_administrators_of_everything_may_send_mail_to_any_address()
    {
        await using var server = await Tokens.StartServerAsync(("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"));
        async Task<HttpStatusCode> SendAsync(string token)
        {
            using var body = new StringContent("""{"type":"email","arguments":{"to":"ann@example.com","subject":"x","text":"x"}}""");
            using var response = await server.Client.SendAsync(HttpMethod.Post, "/jobs", token, body);
            return response.StatusCode;
        }

        (await SendAsync(Tokens.For(publish: ["*"], subscribe: ["*"]))).Should().Be(HttpStatusCode.Forbidden);
        (await SendAsync(Tokens.For(admin: ["*"]))).Should().Be(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("Email:From", "nobody")]
    [InlineData("Email:Port", "0")]
    [InlineData("Email:Tls", "9")]
    [InlineData("Email:Pickup", "mail")]
    [InlineData("Email:User", "live")]
    [InlineData("Email:CertificateFile", "no-such-file.pem")]
    public async Task A_wrong_setting_is_named(string key, string value)
    {
        var start = async () =>
            await TestServer.StartAsync(("Email:Host", "mail.example"), ("Email:From", "streaming@live.example"), (key, value));
        (await start.Should().ThrowAsync<Exception>()).Which.Message.Should()
            .Contain(key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..]);
    }

    [Fact]
    public async Task An_empty_path_of_certificates_is_none()
    {
        await using var server = await TestServer.StartAsync(
            ("Email:Host", "mail.example"), ("Email:From", "streaming@live.example"), ("Email:CertificateFile", string.Empty));
        (await server.Client.GetAsync("/health/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<(string Key, string Certificate)> MakeCertificateAsync(TemporaryFolder folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var (keyFile, certificateFile) = (Path.Combine(folder.Path, "key.pem"), Path.Combine(folder.Path, "certificate.pem"));
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem());
        return (keyFile, certificateFile);
    }
}
