"""Accounts, invitations, audit; views, drafts, snoozes, tasks; templates, stages; what is shown outside."""

import django.db.models.deletion
import django.db.models.functions.datetime
import firstreply.store.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0008_withdrawn'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.TextField(blank=True, default='')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'account',
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('name', models.TextField(blank=True, default='')),
                ('content_type', models.TextField(blank=True, default='')),
                ('size', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'attachment',
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('organisation_id', models.UUIDField(editable=False)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kind', models.TextField(blank=True, default='', help_text='signed_in, signed_out, sign_in_failed, exported, session_ended ...')),
                ('address', models.TextField(blank=True, default='', help_text='the network address it came from')),
                ('agent', models.TextField(blank=True, default='', help_text='the browser, as it says')),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'db_table': 'audit_entry',
            },
        ),
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('every', models.TextField(blank=True, default='', help_text='day, week, month or quarter')),
                ('at', models.TextField(blank=True, default='', help_text='local time of the day, 08:00')),
                ('query', models.TextField(blank=True, default='', help_text='what stands after the ? of the Insights it shows')),
                ('next_at', models.DateTimeField()),
                ('last_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'db_table': 'digest',
            },
        ),
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('organisation_id', models.UUIDField(editable=False)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.TextField(blank=True, default='')),
                ('body', models.TextField(blank=True, default='')),
                ('saved_at', models.DateTimeField()),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'db_table': 'draft',
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('prefix', models.TextField(unique=True)),
                ('hashed', models.BinaryField()),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'invitation',
            },
        ),
        migrations.CreateModel(
            name='Looking',
            fields=[
                ('organisation_id', models.UUIDField(editable=False)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('writing', models.BooleanField(default=False)),
                ('until', models.DateTimeField()),
            ],
            options={
                'db_table': 'looking',
            },
        ),
        migrations.CreateModel(
            name='SharedLink',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('kind', models.TextField(blank=True, default='', help_text='wall or badge')),
                ('name', models.TextField(blank=True, default='')),
                ('prefix', models.TextField(unique=True)),
                ('hashed', models.BinaryField()),
                ('settings', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'shared_link',
            },
        ),
        migrations.CreateModel(
            name='Snooze',
            fields=[
                ('organisation_id', models.UUIDField(editable=False)),
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
            ],
            options={
                'db_table': 'snooze',
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('key', models.TextField(blank=True, default='')),
                ('name', models.TextField(blank=True, default='', help_text="empty: the word that the product has for the key, in the reader's language")),
                ('position', models.PositiveIntegerField()),
                ('kind', models.TextField(blank=True, default='', help_text='open, won, lost or nurture: what being there means')),
                ('rots_after_days', models.PositiveIntegerField(help_text='working days without real contact; null: never', null=True)),
                ('reasons', models.JSONField(default=list, help_text='of which one must be given on entering; empty: none')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'db_table': 'stage',
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('title', models.TextField(blank=True, default='')),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'task',
            },
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('name', models.TextField(blank=True, default='')),
                ('shortcut', models.TextField(blank=True, default='', help_text='what is typed after / to get it; empty: by its name only')),
                ('purpose', models.TextField(blank=True, default='', help_text='introduction, meeting, thanks, launch, decline, busy, no_samples or empty')),
                ('channel', models.TextField(blank=True, default='', help_text='of the kind of channel it is for: email, whatsapp, sms ...; empty: any')),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'db_table': 'template',
            },
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('language', models.TextField(blank=True, default='')),
                ('number', models.PositiveIntegerField()),
                ('subject', models.TextField(blank=True, default='')),
                ('body', models.TextField(blank=True, default='')),
                ('state', models.TextField(blank=True, default='published', help_text='draft, published, retired')),
            ],
            options={
                'db_table': 'template_version',
            },
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.UUIDField(default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation_id', models.UUIDField(editable=False)),
                ('page', models.TextField(blank=True, default='', help_text='inbox, leads, pipeline or insights')),
                ('name', models.TextField(blank=True, default='')),
                ('query', models.TextField(blank=True, default='', help_text='what stands after the ? of its address')),
                ('shared', models.BooleanField(default=False, help_text='everybody sees it; its member may change it')),
                ('position', models.PositiveIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
            ],
            options={
                'db_table': 'view',
            },
        ),
        migrations.AddField(
            model_name='lead',
            name='last_out_at',
            field=models.DateTimeField(blank=True, help_text='the last time a person of ours wrote or spoke to them', null=True),
        ),
        migrations.AddField(
            model_name='lead',
            name='stage_at',
            field=models.DateTimeField(blank=True, help_text='since when it is in that stage; null: since its first inquiry', null=True),
        ),
        migrations.AddField(
            model_name='member',
            name='looks',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='member',
            name='user',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='who signs in as them', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.user'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user'], name='member_user'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='lead',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.lead'),
        ),
        migrations.AddField(
            model_name='attachment',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='auditentry',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='digest',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='draft',
            name='lead',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.lead'),
        ),
        migrations.AddField(
            model_name='draft',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='draft',
            name='source',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.source'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='looking',
            name='lead',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.lead'),
        ),
        migrations.AddField(
            model_name='looking',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='sharedlink',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='who made it', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='snooze',
            name='lead',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.lead'),
        ),
        migrations.AddField(
            model_name='snooze',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'key'), name='stage_key'),
        ),
        migrations.AddField(
            model_name='task',
            name='lead',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.lead'),
        ),
        migrations.AddField(
            model_name='task',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='whose it is', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='template',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text="whose own it is; null: the team's", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='author',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddField(
            model_name='templateversion',
            name='template',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='store.template'),
        ),
        migrations.AddField(
            model_name='view',
            name='member',
            field=models.ForeignKey(db_constraint=False, db_index=False, help_text='who saved it', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.member'),
        ),
        migrations.AddIndex(
            model_name='attachment',
            index=models.Index(fields=['organisation_id', 'lead'], name='attachment_lead'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['organisation_id', 'at', 'id'], name='audit_entry_at'),
        ),
        migrations.AddIndex(
            model_name='digest',
            index=models.Index(condition=models.Q(('ended_at', None)), fields=['next_at'], name='digest_due'),
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'member', 'lead'), name='draft_once'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['organisation_id', 'member'], name='invitation_member'),
        ),
        migrations.AddConstraint(
            model_name='looking',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'lead', 'member'), name='looking_once'),
        ),
        migrations.AddIndex(
            model_name='sharedlink',
            index=models.Index(fields=['organisation_id', 'kind'], name='shared_link_kind'),
        ),
        migrations.AddConstraint(
            model_name='snooze',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'member', 'lead'), name='snooze_once'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at', None), ('dropped_at', None)), fields=['organisation_id', 'member', 'due_at'], name='task_open'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['organisation_id', 'lead'], name='task_lead'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.UniqueConstraint(condition=models.Q(('retired_at', None)), fields=('organisation_id', 'name'), name='template_name'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'template', 'language', 'number'), name='template_version_number'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'published')), fields=('organisation_id', 'template', 'language'), name='template_version_published'),
        ),
        migrations.AddIndex(
            model_name='view',
            index=models.Index(fields=['organisation_id', 'page', 'shared'], name='view_page'),
        ),
        migrations.AddConstraint(
            model_name='view',
            constraint=models.UniqueConstraint(fields=('organisation_id', 'member', 'page', 'name'), name='view_name'),
        ),
    ]
